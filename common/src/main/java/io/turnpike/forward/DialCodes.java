package io.turnpike.forward;

import io.turnpike.frame.ResetCode;
import io.turnpike.net.DialFailure;

/// What the source's side is told of a dial that failed.
final class DialCodes {
  private DialCodes() {}

  static ResetCode of(Throwable cause) {
    return cause instanceof DialFailure failure ? of(failure.kind()) : ResetCode.INTERNAL;
  }

  private static ResetCode of(DialFailure.Kind kind) {
    return switch (kind) {
      case NO_SUCH_NAME -> ResetCode.NO_SUCH_NAME;
      case DENIED -> ResetCode.DENIED;
      case REFUSED -> ResetCode.REFUSED;
      case TIMED_OUT -> ResetCode.TIMED_OUT;
      case UNREACHABLE -> ResetCode.UNREACHABLE;
      case LIMIT -> ResetCode.LIMIT;
    };
  }
}
