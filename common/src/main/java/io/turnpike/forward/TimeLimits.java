package io.turnpike.forward;

import java.time.Duration;

/// How long a connection may last; zero is off.
///
/// @param idle without a byte in either direction
/// @param halfClosed the same, once one direction has ended
/// @param lifetime whatever happens
public record TimeLimits(Duration idle, Duration halfClosed, Duration lifetime) {
  public static final TimeLimits DEFAULT =
      new TimeLimits(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO);

  /// Whether nothing has to be measured before one direction has ended.
  boolean isOnlyHalfClosed() {
    return idle.isZero() && lifetime.isZero();
  }
}
