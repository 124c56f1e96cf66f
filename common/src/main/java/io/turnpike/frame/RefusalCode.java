package io.turnpike.frame;

/// Why the relay refuses a connection (`protocol.md` §4.2).
public enum RefusalCode {
  DENIED(1),
  PROTOCOL(2),
  VERSION(3),
  BUSY(4),
  DRAINING(5),
  TIMEOUT(6);

  private final int wireCode;

  RefusalCode(int wireCode) {
    this.wireCode = wireCode;
  }

  int wireCode() {
    return wireCode;
  }

  static RefusalCode ofWireCode(int code) {
    for (RefusalCode each : values()) {
      if (each.wireCode == code) {
        return each;
      }
    }
    throw new ProtocolViolation("REFUSED code " + code + " (expected: 1 to 6)");
  }
}
