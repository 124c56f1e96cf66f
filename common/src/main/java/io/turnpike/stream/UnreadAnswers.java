package io.turnpike.stream;

import io.turnpike.frame.ProtocolViolation;

/// Bounds the answers that a peer can make this end queue by asking (PING, RESUME) without reading
/// (`protocol.md` §5.4). Belongs to the tunnel's loop.
final class UnreadAnswers {
  private static final int MOST = 1000;

  private int count;

  /// One more answer is written.
  ///
  /// @param writable whether the peer has taken what was written before
  void add(boolean writable) {
    if (!writable && ++count > MOST) {
      throw new ProtocolViolation("the peer asks and does not read the answers");
    }
  }

  /// The peer has taken what was written.
  void clear() {
    count = 0;
  }
}
