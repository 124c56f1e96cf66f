package io.turnpike.doctor;

import java.time.Duration;
import java.time.Instant;

/// How far this host's clock is ahead of another's, as far as a leaf tells: its maker made it
/// within the last day, by his clock.
///
/// @param least behind 0: this one is behind
/// @param most a day more
record ClockDifference(Duration least, Duration most) {
  private static final Duration LEAF = Duration.ofDays(1);

  /// The leaf's seconds are whole, and it travels.
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  static ClockDifference of(Instant leafMade, Instant now) {
    Duration age = Duration.between(leafMade, now);
    return new ClockDifference(age.minus(LEAF), age);
  }

  /// Whether the clocks may agree.
  boolean isSmall() {
    return least.compareTo(TOLERANCE) <= 0 && most.compareTo(TOLERANCE.negated()) >= 0;
  }

  @Override
  public String toString() {
    if (isSmall()) {
      return "the clocks of this host and of the reverse-proxy agree within a day";
    }
    boolean ahead = most.isPositive();
    return "this host's clock is %s to %s %s that of the reverse-proxy"
        .formatted(
            hours(ahead ? least : most),
            hours(ahead ? most : least),
            ahead ? "ahead of" : "behind");
  }

  private static String hours(Duration difference) {
    return difference.abs().toHours() + " h";
  }
}
