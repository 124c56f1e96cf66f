package io.turnpike.forward;

import java.util.Locale;

/// How a connection ended, for the log.
///
/// @param upBytes from the source
/// @param downBytes from the destination
/// @param by who ended it: sent the first FIN, or failed
/// @param reason one line
record Ending(long upBytes, long downBytes, By by, String reason) {
  /// Who ended a connection.
  enum By {
    SOURCE,
    DESTINATION,
    PROXY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
