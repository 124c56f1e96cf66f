package io.turnpike.value;

import java.time.Duration;

/// Durations as users write them: `250ms`, `10s`, `5m`, `2h`, and `0`.
public final class Durations {
  private static final int MAX_DIGITS = 9;

  private Durations() {}

  /// @throws IllegalArgumentException with one line: `"10" (expected: a duration such as …)`
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > MAX_DIGITS) {
      throw refused(text);
    }
    long amount = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw refused(text);
    };
  }

  /// As [#parse(String)] reads it, in the largest unit that says it exactly.
  public static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" (expected: a duration such as 250ms, 10s, 5m or 2h)");
  }
}
