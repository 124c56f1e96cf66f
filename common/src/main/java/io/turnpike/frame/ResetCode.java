package io.turnpike.frame;

/// Why a stream ended in RESET (`protocol.md` §5.3).
public enum ResetCode {
  ABORTED(1, "connection reset"),
  REFUSED(2, "destination refused the connection"),
  TIMED_OUT(3, "destination did not answer in time"),
  NO_SUCH_NAME(4, "destination's name does not resolve"),
  UNREACHABLE(5, "destination is unreachable"),
  DENIED(6, "destination is not permitted by the reverse-proxy"),
  LIMIT(7, "limit of the far end reached"),
  DRAINING(8, "the far end is ending"),
  UNKNOWN_STREAM(9, "the far end does not know the stream"),
  INTERNAL(10, "fault at the far end"),
  /// Never on the wire: how the loss of a tunnel appears to its streams.
  TUNNEL_LOST(11, "tunnel lost"),
  /// Answers a RESUME whose OPEN never came: it may be sent again.
  NEVER_OPENED(12, "the far end never saw the stream");

  private final int wireCode;
  private final String text;

  ResetCode(int wireCode, String text) {
    this.wireCode = wireCode;
    this.text = text;
  }

  int wireCode() {
    return wireCode;
  }

  /// A phrase for logs.
  public String text() {
    return text;
  }

  static ResetCode ofWireCode(int code) {
    for (ResetCode each : values()) {
      if (each.wireCode == code && each != TUNNEL_LOST) {
        return each;
      }
    }
    throw new ProtocolViolation("RESET code " + code + " (expected: 1 to 10 or 12)");
  }
}
