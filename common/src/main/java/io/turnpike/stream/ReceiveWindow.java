package io.turnpike.stream;

import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;

/// What the peer has sent on a stream and may still send: absolute offsets in bytes. Pure; time is
/// a parameter.
///
/// Growth (`protocol.md` §6): when half of the window was consumed within two round trips, the
/// window and not the reader was the limit, so it doubles, as far as the session's [WindowBudget]
/// allows.
final class ReceiveWindow {
  private final WindowBudget budget;
  private long received;
  private long consumed;
  private long announced;
  private long window;
  private long limit;
  private long halfFrom;
  private long halfFromNanos;
  private boolean finished;

  ReceiveWindow(WindowBudget budget, long nowNanos) {
    this.budget = budget;
    this.window = budget.initialBytes();
    this.limit = window;
    this.halfFromNanos = nowNanos;
  }

  /// Offset of the next byte expected.
  long received() {
    return received;
  }

  /// Bytes written to the socket.
  long consumed() {
    return consumed;
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
    if (consumed - halfFrom < window / 2) {
      return false;
    }
    if (nowNanos - halfFromNanos < 2 * roundTripNanos) {
      window += budget.grow(window);
    }
    halfFrom = consumed;
    halfFromNanos = nowNanos;
    return true;
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

  private long acknowledgement() {
    return finished && consumed == received ? consumed + 1 : consumed;
  }

  /// The CREDIT that is due now.
  Frame.Credit credit(int stream) {
    announced = acknowledgement();
    limit = Math.max(limit, consumed + window);
    return new Frame.Credit(stream, announced, limit);
  }

  /// Gives what the window had grown by back to the session.
  void release() {
    budget.release(window);
    window = budget.initialBytes();
  }
}
