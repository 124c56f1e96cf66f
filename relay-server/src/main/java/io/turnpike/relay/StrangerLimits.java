package io.turnpike.relay;

import io.turnpike.cli.UserError;
import java.time.Duration;

/// What connections may cost the relay before they are authorised.
///
/// @param all at the same time, from all sources; from half of it on new ones are dropped by chance
/// @param perSource at the same time, from one IPv4 address or one IPv6 /64
/// @param perSecond so many new ones, from all sources; as many may come at once; 0 chooses
/// @param maxBytes read of each
/// @param tlsTimeout for the TLS handshake
/// @param helloTimeout for TLS and HELLO together
/// @param penalty what a failure costs a source; from three of them on it is turned away until they
///   are over; 0 turns nobody away
public record StrangerLimits(
    int all,
    int perSource,
    int perSecond,
    int maxBytes,
    Duration tlsTimeout,
    Duration helloTimeout,
    Duration penalty) {
  public static final StrangerLimits DEFAULT =
      new StrangerLimits(
          256,
          16,
          500,
          16 << 10,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  private static final int PER_PROCESSOR = 50;
  private static final int MOST = 1_000_000;
  private static final int LEAST_BYTES = 4096;

  public StrangerLimits {
    requireRange("--max-strangers", all, 1, MOST);
    requireRange("--max-strangers-per-source", perSource, 1, MOST);
    requireRange("--max-strangers-per-second", perSecond, 0, MOST);
    requireRange("--max-stranger-bytes", maxBytes, LEAST_BYTES, 1 << 20);
    if (!tlsTimeout.isPositive() || !helloTimeout.isPositive()) {
      throw UserError.usage("--tls-timeout, --hello-timeout: 0 (expected: more than 0)");
    }
  }

  /// A handshake with a stranger costs some 1 ms, in the first second behind a start 8 ms: this
  /// leaves 95 % of the processors, at the worst moment 60 %.
  int effectivePerSecond() {
    return perSecond > 0 ? perSecond : PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
  }

  private static void requireRange(String option, int number, int min, int max) {
    if (number < min || number > max) {
      throw UserError.usage("%s: %d (expected: %d to %d)".formatted(option, number, min, max));
    }
  }
}
