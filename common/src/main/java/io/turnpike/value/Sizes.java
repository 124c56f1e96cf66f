package io.turnpike.value;

/// Numbers of bytes as users write them: `64KiB`, `10MB`, `1500`. `KiB`, `MiB` and `GiB` are 2^10,
/// 2^20 and 2^30 bytes, `kB`, `MB` and `GB` are 10^3, 10^6 and 10^9.
public final class Sizes {
  private static final int MAX_DIGITS = 9;
  private static final String EXPECTED = "(expected: a size such as 1500, 64KiB or 10MB)";

  private Sizes() {}

  /// @return bytes, at least 0
  /// @throws IllegalArgumentException with one line: `"10 MB" (expected: a size such as …)`
  public static long parse(String text) {
    return parse(text, EXPECTED);
  }

  static long parse(String text, String expected) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit =
        switch (text.substring(digits)) {
          case "", "B" -> 1;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case "kB", "KB" -> 1_000;
          case "MB" -> 1_000_000;
          case "GB" -> 1_000_000_000;
          default -> 0;
        };
    if (digits == 0 || digits > MAX_DIGITS || unit == 0) {
      throw new IllegalArgumentException("\"" + text + "\" " + expected);
    }
    return Long.parseLong(text.substring(0, digits)) * unit;
  }

  /// As [#parse(String)] reads it and must fit an `int`: the size of a buffer.
  public static int parseInt(String text) {
    long bytes = parse(text);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: less than 2GiB)");
    }
    return (int) bytes;
  }
}
