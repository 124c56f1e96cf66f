package io.turnpike.stream;

import io.turnpike.frame.ProtocolViolation;

/// What this end has sent on a stream and may still send: absolute offsets in bytes. Pure.
final class SendWindow {
  private long sent;
  private long acknowledged;
  private long limit;

  /// @param limit the peer's window of new streams, from its BIND
  SendWindow(long limit) {
    this.limit = limit;
  }

  /// Offset of the next byte to send.
  long sent() {
    return sent;
  }

  /// Bytes that the far socket has taken.
  long acknowledged() {
    return acknowledged;
  }

  /// Bytes that credit allows now.
  long available() {
    return limit - sent;
  }

  void send(int bytes) {
    assert bytes <= available() : bytes + " > " + available();
    sent += bytes;
  }

  void credit(long consumed, long newLimit) {
    if (consumed < acknowledged || consumed > sent || newLimit < limit) {
      throw new ProtocolViolation(
          "CREDIT %d to %d (expected: %d to %d, and at least %d)"
              .formatted(consumed, newLimit, acknowledged, sent, limit));
    }
    acknowledged = consumed;
    limit = newLimit;
  }
}
