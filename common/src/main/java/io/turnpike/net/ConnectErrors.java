package io.turnpike.net;

import java.net.NoRouteToHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a connect failed, from what the transports throw: they agree on the texts more than on the
/// classes. Pure.
final class ConnectErrors {
  /// `connect(..) failed with error(-22): Invalid argument`, of the native transports.
  private static final Pattern NATIVE = Pattern.compile("error\\(-?\\d+\\): (.*)");

  private ConnectErrors() {}

  static DialFailure.Kind kindOf(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("refused")) {
      return DialFailure.Kind.REFUSED;
    }
    if (isOutOfFiles(cause)) {
      return DialFailure.Kind.LIMIT;
    }
    return text.contains("timed out") ? DialFailure.Kind.TIMED_OUT : DialFailure.Kind.UNREACHABLE;
  }

  /// A socket that cannot even be made fails with several exceptions around the true one.
  private static boolean isOutOfFiles(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("Too many open files")) {
        return true;
      }
    }
    return false;
  }

  /// The rest of a sentence that begins with the destination.
  static String reasonOf(Throwable cause) {
    return switch (kindOf(cause)) {
      case TIMED_OUT -> "did not answer in time";
      case REFUSED -> "refused the connection";
      case LIMIT -> "not dialled: no more sockets (too many open files)";
      case UNREACHABLE, NO_SUCH_NAME, DENIED -> "cannot be reached (" + ofTheSystem(cause) + ")";
    };
  }

  /// What the system said, without the call that failed and without the address that Netty adds.
  private static String ofTheSystem(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage();
    if (text == null) { // epoll's for ENETUNREACH has none
      return root instanceof NoRouteToHostException
          ? "Network is unreachable"
          : root.getClass().getSimpleName();
    }
    Matcher ofNative = NATIVE.matcher(text);
    return ofNative.find() ? ofNative.group(1) : text;
  }
}
