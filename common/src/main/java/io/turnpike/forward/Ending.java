package io.turnpike.forward;

import java.util.Locale;

/// How a connection ended, for the log.
///
/// @param upBytes from the source
/// @param downBytes from the destination
/// @param by who ended it: sent the first FIN, or failed, or decided so
/// @param reason one line
record Ending(long upBytes, long downBytes, By by, String reason) {
  static final String IN_ORDER = "both ends finished";

  /// Whether both ends had their FIN.
  boolean isInOrder() {
    return reason.equals(IN_ORDER);
  }

  /// Who ended a connection.
  enum By {
    SOURCE,
    DESTINATION,
    /// Of tcp-proxy.
    PROXY,
    ENTRY_POINT,
    REVERSE_PROXY,
    /// It was lost, and no other came in time.
    TUNNEL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
