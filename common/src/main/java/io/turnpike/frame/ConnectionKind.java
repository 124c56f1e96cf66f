package io.turnpike.frame;

/// What an edge wants of a new connection to the relay (`protocol.md` §4.1).
public enum ConnectionKind {
  CONTROL(1),
  TUNNEL(2);

  private final int wireCode;

  ConnectionKind(int wireCode) {
    this.wireCode = wireCode;
  }

  int wireCode() {
    return wireCode;
  }

  static ConnectionKind ofWireCode(int code) {
    return switch (code) {
      case 1 -> CONTROL;
      case 2 -> TUNNEL;
      default -> throw new ProtocolViolation("HELLO kind " + code + " (expected: 1 or 2)");
    };
  }
}
