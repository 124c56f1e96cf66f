package io.turnpike.net;

/// TCP port numbers in text.
public final class Ports {
  public static final int MAX = 65_535;

  private Ports() {}

  /// Reads a decimal port of at least `min`.
  ///
  /// @param what how the error names it: `destination port`
  /// @throws IllegalArgumentException with one line: `port "99999" (expected: 1 to 65535)`
  public static int parse(String what, String text, int min) {
    if (isNumber(text) && text.length() <= 5) {
      int port = Integer.parseInt(text);
      if (port >= min && port <= MAX) {
        return port;
      }
    }
    throw new IllegalArgumentException(
        what + " \"" + text + "\" (expected: " + min + " to " + MAX + ")");
  }

  /// Whether `text` consists of ASCII digits.
  public static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
