package io.turnpike.forward;

import io.turnpike.frame.ResetCode;

/// Why a connection does not reach its destination, as its source may be told.
public enum OpenFailure {
  REFUSED("the destination refused the connection"),
  TIMED_OUT("the destination did not answer in time"),
  NO_SUCH_NAME("the destination's name does not resolve at the far end"),
  UNREACHABLE("the destination is unreachable from the far end"),
  DENIED("the destination is not permitted by the reverse-proxy"),
  LIMIT("a limit is reached"),
  DRAINING("the program is ending"),
  NO_TUNNEL("there is no reverse-proxy to go through"),
  BROKEN("the connection broke before the destination answered");

  private final String text;

  OpenFailure(String text) {
    this.text = text;
  }

  /// One line.
  public String text() {
    return text;
  }

  static OpenFailure of(ResetCode code) {
    return switch (code) {
      case REFUSED -> REFUSED;
      case TIMED_OUT -> TIMED_OUT;
      case NO_SUCH_NAME -> NO_SUCH_NAME;
      case UNREACHABLE -> UNREACHABLE;
      case DENIED -> DENIED;
      case LIMIT -> LIMIT;
      case DRAINING -> DRAINING;
      case ABORTED, UNKNOWN_STREAM, INTERNAL, TUNNEL_LOST, NEVER_OPENED -> BROKEN;
    };
  }
}
