package io.turnpike.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/// What waits in this process for all its streams together: received and not written to a socket
/// yet, or sent and not acknowledged. Bounds it (`--max-queued`), so that any number of streams
/// with slow readers costs what was computed before (`docs/reliability.md`). Any thread.
///
/// | from this part of the bound on | what happens |
/// |---|---|
/// | a half | windows do not grow; what has to wait is copied out of the buffer that it came in |
/// | seven eighths | nothing new is let in; a stream sends, and lets the far end send, at most its share |
/// | all of it | a user is read only when all that it has sent is acknowledged; streams for which more than their share waits, and that stand still, are reset |
/// | five quarters | a fifth of a second is long enough to see that |
/// | three halves | they are reset at once |
///
/// They hold as well from four, six, seven, and seven and a half eighths of the memory for buffers
/// on, since what is read, encrypted and written takes of it too; but nothing is reset before half
/// of the bound waits. With less, most of that memory is free within the chunks that the allocator
/// holds, and giving up streams would not give it any back.
///
/// A stream's share is half of the bound divided by the streams that are open, and at least 8 KiB;
/// a reader that keeps up never has so much waiting. So no more waits than twice the bound, and a
/// frame for each stream.
public final class QueuedBytes {
  private static final long LEAST_SHARE_BYTES = 8 * 1024;

  private static final double TIGHT_EIGHTHS = 4;
  private static final double SCARCE_EIGHTHS = 6;
  private static final double USED_UP_EIGHTHS = 7;
  private static final double OVERRUN_EIGHTHS = 7.5;

  /// So long a socket that takes nothing stands still: a reader of 64 KiB a second does not.
  static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// When there is little time to see that.
  static final long STILL_NOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

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

  /// Whether a copy of what waits is worth the memory that the original keeps.
  public boolean isTight() {
    return !isAmple() || memoryEighths.getAsDouble() > TIGHT_EIGHTHS;
  }

  /// Whether nothing new may come in, and each stream has to keep to its share.
  public boolean isScarce() {
    return bytes.get() >= mostBytes / 8 * 7 || memoryEighths.getAsDouble() > SCARCE_EIGHTHS;
  }

  /// Whether a user may be read of which so many bytes are not acknowledged.
  public boolean mayRead(long unacknowledgedBytes) {
    return unacknowledgedBytes == 0
        || (bytes.get() < mostBytes && memoryEighths.getAsDouble() <= USED_UP_EIGHTHS);
  }

  /// Whether who has more than its share and stands still must go.
  public boolean isUsedUp() {
    return isAtLimit(mostBytes, USED_UP_EIGHTHS);
  }

  /// How long a stream for which more than its share waits may stand still.
  public long patienceNanos() {
    if (!isUsedUp()) {
      return Long.MAX_VALUE;
    }
    if (bytes.get() >= mostBytes / 2 * 3) {
      return 0;
    }
    return isAtLimit(mostBytes / 4 * 5, OVERRUN_EIGHTHS) ? STILL_NOW_NANOS : STILL_NANOS;
  }

  private boolean isAtLimit(long most, double eighths) {
    return !isAmple() && (bytes.get() >= most || memoryEighths.getAsDouble() > eighths);
  }

  /// An equal part of one half for each stream.
  public long shareBytes() {
    return Math.max(LEAST_SHARE_BYTES, mostBytes / 2 / Math.max(1, streams.get()));
  }
}
