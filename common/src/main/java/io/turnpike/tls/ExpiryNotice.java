package io.turnpike.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When to say that a certificate is about to end: 30, 7 and 1 days before, once each. Pure;
/// belongs to one thread.
public final class ExpiryNotice {
  private static final int[] DAYS = {1, 7, 30};

  private Instant expires = Instant.MIN;
  private int said = Integer.MAX_VALUE;

  /// What to say now, to follow "the certificate"; empty when there is nothing new.
  ///
  /// @param newExpires of the certificate in use; another one starts again
  public Optional<String> due(Instant newExpires, Instant now) {
    if (!newExpires.equals(expires)) {
      expires = newExpires;
      said = Integer.MAX_VALUE;
    }
    for (int days : DAYS) {
      if (!now.isBefore(expires.minus(Duration.ofDays(days)))) {
        return days < said ? Optional.of(say(days, now)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private String say(int days, Instant now) {
    said = days;
    return now.isBefore(expires)
        ? "ends within %d %s, at %s (make a new one with: gen-cert x509 --force)"
            .formatted(days, days == 1 ? "day" : "days", expires)
        : "expired at " + expires + " (make a new one with: gen-cert x509 --force)";
  }
}
