package io.turnpike.stream;

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
  private long announcedNanos;

  ReceiveWindow(WindowBudget budget, long nowNanos) {
    this.budget = budget;
    this.window = budget.initialBytes();
    this.limit = window;
    this.announcedNanos = nowNanos;
  }

  /// Offset of the next byte expected.
  long received() {
    return received;
  }

  /// Bytes written to the socket.
  long consumed() {
    return consumed;
  }

  /// The offset up to which the peer may send.
  long limit() {
    return limit;
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
  /// @return whether a CREDIT of [#consumed] and [#limit] is due now
  boolean consume(int bytes, long nowNanos, long roundTripNanos) {
    consumed += bytes;
    if (consumed - announced < window / 2) {
      return false;
    }
    if (nowNanos - announcedNanos < 2 * roundTripNanos) {
      window += budget.grow(window);
    }
    announced = consumed;
    announcedNanos = nowNanos;
    limit = consumed + window;
    return true;
  }

  /// Gives what the window had grown by back to the session.
  void release() {
    budget.release(window);
    window = budget.initialBytes();
  }
}
