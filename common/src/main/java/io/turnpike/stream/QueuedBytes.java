package io.turnpike.stream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/// What waits in this process for all its streams together: received and not written to a socket
/// yet, or sent and not acknowledged. Bounds it (`--max-queued`), so that any number of streams
/// with slow readers costs what was computed before (`docs/reliability.md`). Any thread.
///
/// | from this part of the bound on | what happens |
/// |---|---|
/// | a half | windows do not grow |
/// | seven eighths | nothing new is let in; a stream sends, and lets the far end send, at most its share |
/// | all of it | a stream for which more than its share waits is reset when more comes |
///
/// The last two hold as well from six and from seven eighths of the memory for buffers on, since
/// what is read, encrypted and written takes of it too.
///
/// A stream's share is half of the bound divided by the streams that are open, and at least 8 KiB;
/// a reader that keeps up never has so much waiting. So no more waits than one and three quarters
/// of the bound, and a frame for each stream.
public final class QueuedBytes {
  private static final long LEAST_SHARE_BYTES = 8 * 1024;

  private static final double SCARCE_EIGHTHS = 6;
  private static final double USED_UP_EIGHTHS = 7;

  private final long mostBytes;
  private final DoubleSupplier memoryEighths;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger streams = new AtomicInteger();

  /// @param mostBytes the bound
  /// @param memoryEighths how much of the memory for buffers is in use, in eighths of it
  QueuedBytes(long mostBytes, DoubleSupplier memoryEighths) {
    this.mostBytes = mostBytes;
    this.memoryEighths = memoryEighths;
  }

  void enter() {
    streams.incrementAndGet();
  }

  void leave() {
    streams.decrementAndGet();
  }

  /// @param more may be negative
  public void add(long more) {
    bytes.addAndGet(more);
  }

  /// Waiting now.
  public long bytes() {
    return bytes.get();
  }

  /// Whether windows may grow.
  boolean isAmple() {
    return bytes.get() < mostBytes / 2;
  }

  /// Whether nothing new may come in, and each stream has to keep to its share.
  public boolean isScarce() {
    return bytes.get() >= mostBytes / 8 * 7 || memoryEighths.getAsDouble() > SCARCE_EIGHTHS;
  }

  /// Whether who has more than its share must go.
  public boolean isUsedUp() {
    return bytes.get() >= mostBytes || memoryEighths.getAsDouble() > USED_UP_EIGHTHS;
  }

  /// An equal part of one half for each stream.
  public long shareBytes() {
    return Math.max(LEAST_SHARE_BYTES, mostBytes / 2 / Math.max(1, streams.get()));
  }
}
