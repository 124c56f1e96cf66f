package io.turnpike.stream;

import io.turnpike.frame.ProtocolViolation;

/// What this end has sent on a stream and may still send: absolute offsets in bytes. Pure.
final class SendWindow {
  private long sent;
  private long acknowledged;
  private long limit;
  private boolean finished;

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

  /// FIN was sent; it counts as one byte more that can be acknowledged.
  void finish() {
    finished = true;
  }

  /// What an acknowledgement of everything so far says.
  private long end() {
    return finished ? sent + 1 : sent;
  }

  /// Whether the far end has everything that was sent, and FIN.
  boolean isAcknowledged() {
    return acknowledged == sent + 1;
  }

  void credit(long consumed, long newLimit) {
    if (consumed < acknowledged || consumed > end() || newLimit < limit) {
      throw new ProtocolViolation(
          "CREDIT %d to %d (expected: %d to %d, and at least %d)"
              .formatted(consumed, newLimit, acknowledged, end(), limit));
    }
    acknowledged = consumed;
    limit = newLimit;
  }

  /// The peer has received up to `received` and goes on from there.
  ///
  /// @return whether FIN must be sent again
  boolean resume(long received) {
    if (received < acknowledged || received > end()) {
      throw new ProtocolViolation(
          "RESUME from %d (expected: %d to %d)".formatted(received, acknowledged, end()));
    }
    return finished && received <= sent;
  }
}
