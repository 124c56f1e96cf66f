package io.turnpike.doctor;

import java.util.Locale;

/// Shows how long something took.
final class Millis {
  private Millis() {}

  /// `12.3 ms`.
  static String of(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
