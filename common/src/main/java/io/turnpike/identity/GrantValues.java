package io.turnpike.identity;

import io.turnpike.net.Ports;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/// Times, counts and rates as the values of `authorized_keys` options. Errors are one line that
/// begins with the option's name.
final class GrantValues {
  private static final int MOST = 1_000_000;
  private static final int MAX_DIGITS = 9;
  private static final Map<String, Long> UNITS = units();

  private GrantValues() {}

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("B/s", 1L);
    units.put("KB/s", 1_000L);
    units.put("MB/s", 1_000_000L);
    units.put("GB/s", 1_000_000_000L);
    units.put("KiB/s", 1L << 10);
    units.put("MiB/s", 1L << 20);
    units.put("GiB/s", 1L << 30);
    return units;
  }

  /// Reads a time as sshd does: `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, in `zone` or, with
  /// a `Z` behind it, in UTC. A day means its first moment.
  static Instant time(String option, String text, ZoneId zone) {
    boolean utc = text.endsWith("Z") || text.endsWith("z");
    String digits = utc ? text.substring(0, text.length() - 1) : text;
    int length = digits.length();
    if (!Ports.isNumber(digits) || (length != 8 && length != 12 && length != 14)) {
      throw notATime(option, text);
    }
    String whole = digits + "0".repeat(14 - length);
    try {
      LocalDateTime time =
          LocalDateTime.of(
              part(whole, 0, 4),
              part(whole, 4, 6),
              part(whole, 6, 8),
              part(whole, 8, 10),
              part(whole, 10, 12),
              part(whole, 12, 14));
      return time.atZone(utc ? ZoneOffset.UTC : zone).toInstant();
    } catch (DateTimeException e) {
      throw notATime(option, text);
    }
  }

  private static int part(String digits, int from, int to) {
    return Integer.parseInt(digits, from, to, 10);
  }

  private static IllegalArgumentException notATime(String option, String text) {
    return new IllegalArgumentException(
        option
            + " \""
            + text
            + "\" (expected: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z for UTC)");
  }

  /// Reads 1 to 1,000,000.
  static int count(String option, String text) {
    if (Ports.isNumber(text) && text.length() <= MAX_DIGITS) {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= MOST) {
        return count;
      }
    }
    throw new IllegalArgumentException(option + " \"" + text + "\" (expected: 1 to " + MOST + ")");
  }

  /// Reads `10MB/s`, `512KiB/s`: powers of 1,000 or of 1,024.
  static long bytesPerSecond(String option, String text) {
    int digits = 0;
    while (digits < text.length() && Ports.isNumber(text.substring(digits, digits + 1))) {
      digits++;
    }
    Long unit = UNITS.get(text.substring(digits));
    if (digits >= 1 && digits <= MAX_DIGITS && unit != null) {
      long amount = Long.parseLong(text.substring(0, digits));
      if (amount > 0) {
        return amount * unit;
      }
    }
    throw new IllegalArgumentException(
        option
            + " \""
            + text
            + "\" (expected: a number and one of "
            + String.join(", ", UNITS.keySet())
            + ", such as 10MB/s)");
  }
}
