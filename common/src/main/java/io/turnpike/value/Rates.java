package io.turnpike.value;

/// Bytes per second as users write them: `10MB/s`, `64KiB/s`, in the units of [Sizes].
public final class Rates {
  private static final String EXPECTED = "(expected: a rate such as 64KiB/s or 10MB/s)";
  private static final String PER_SECOND = "/s";

  private Rates() {}

  /// @return bytes per second, more than 0
  /// @throws IllegalArgumentException with one line
  public static long parse(String text) {
    String size =
        text.endsWith(PER_SECOND) ? text.substring(0, text.length() - PER_SECOND.length()) : "";
    long bytes = size.isEmpty() ? 0 : Sizes.parse(size, EXPECTED);
    if (bytes == 0) {
      throw new IllegalArgumentException("\"" + text + "\" " + EXPECTED);
    }
    return bytes;
  }
}
