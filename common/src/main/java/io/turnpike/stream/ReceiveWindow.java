package io.turnpike.stream;

import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;

/// What the peer has sent on a stream and may still send: absolute offsets in bytes. Pure; time is
/// a parameter.
///
/// Growth (`protocol.md` §6): when half of the window was consumed in the time of a round trip, two
/// on a short path, the window and not the reader was the limit, so it doubles, as far as the
/// session's [WindowBudget] allows. So on a long path it ends at two to four times what the path
/// holds: once for what is on its way, and as much for what waits in buffers there.
///
/// CREDIT is due with each half of the window; on a long path with each eighth, since what is
/// consumed and not said yet is room that the peer cannot use for the time of a round trip.
///
/// While the process's [QueuedBytes] are scarce the peer gets no more credit than the stream's
/// share; what it was given before, it keeps. CREDIT then comes four times as often, since the peer
/// may be short of memory as well, and keeps what is not acknowledged.
final class ReceiveWindow {
  /// A path with this round trip, or more, is long.
  static final long LONG_NANOS = 10_000_000;

  private final WindowBudget budget;
  private long received;
  private long consumed;
  private long announced;
  private long window;
  private long limit;
  private long granted;
  private long measuredFrom;
  private long measuredFromNanos;
  private boolean finished;

  ReceiveWindow(WindowBudget budget, long nowNanos) {
    this.budget = budget;
    this.window = budget.initialBytes();
    this.limit = window;
    this.granted = window;
    this.measuredFromNanos = nowNanos;
    budget.queued().enter();
  }

  /// Offset of the next byte expected.
  long received() {
    return received;
  }

  /// Bytes written to the socket.
  long consumed() {
    return consumed;
  }

  /// Of the process.
  QueuedBytes queued() {
    return budget.queued();
  }

  long windowBytes() {
    return window;
  }

  void receive(long offset, int bytes) {
    if (offset != received || offset + bytes > limit) {
      throw new ProtocolViolation(
          "DATA %d + %d (expected: offset %d, end at most %d)"
              .formatted(offset, bytes, received, limit));
    }
    received += bytes;
  }

  /// Notes that `bytes` more were written to the socket.
  ///
  /// @return whether a [#credit] is due now
  boolean consume(int bytes, long nowNanos, long roundTripNanos) {
    consumed += bytes;
    boolean isLong = roundTripNanos >= LONG_NANOS;
    grow(nowNanos, isLong ? roundTripNanos : 2 * roundTripNanos);
    long room = Math.min(window, granted);
    long open = consumed - announced;
    return open >= room / 2 || (open >= room / 8 && (isLong || queued().isScarce()));
  }

  private void grow(long nowNanos, long spanNanos) {
    long elapsed = nowNanos - measuredFromNanos;
    double bytes = consumed - measuredFrom;
    if (elapsed > spanNanos) {
      bytes = bytes * spanNanos / elapsed;
      measuredFrom = consumed;
      measuredFromNanos = nowNanos;
    }
    if (bytes >= window / 2.0 && granted >= window) {
      window += budget.grow(window);
    }
  }

  /// FIN has come behind everything received.
  void finish() {
    finished = true;
  }

  /// Where the peer goes on after the loss of a tunnel; FIN counts as one byte.
  long resumeFrom() {
    return finished ? received + 1 : received;
  }

  /// Whether something was consumed that no CREDIT has said.
  boolean isCreditOpen() {
    return acknowledgement() > announced;
  }

  /// Whether everything up to the FIN was consumed.
  boolean isComplete() {
    return finished && consumed == received;
  }

  private long acknowledgement() {
    return isComplete() ? consumed + 1 : consumed;
  }

  /// The CREDIT that is due now.
  Frame.Credit credit(int stream) {
    announced = acknowledgement();
    limit = Math.max(limit, consumed + grantable());
    granted = limit - consumed;
    return new Frame.Credit(stream, announced, limit);
  }

  private long grantable() {
    QueuedBytes queued = budget.queued();
    return queued.isScarce() ? Math.min(window, queued.shareBytes()) : window;
  }

  /// The stream is over: gives what the window had grown by back to the session.
  void release() {
    budget.release(window);
    window = budget.initialBytes();
    budget.queued().leave();
  }
}
