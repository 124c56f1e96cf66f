package io.turnpike.cli;

import io.turnpike.value.Durations;
import java.time.Duration;

/// Over how many of the relays that an edge knows it spreads its tunnels.
///
/// @param perEdge as many as that, chosen by the group; 0: over all
/// @param refresh how often the relays' names are resolved, ± 20 %
public record RelaySpread(int perEdge, Duration refresh) {
  static final int MOST_PER_EDGE = 8;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  /// Of a list.
  public static final RelaySpread ALL = new RelaySpread(0, Duration.ofSeconds(30));

  /// Of the relays of one name, when nothing else is said.
  static final int FLEET_PER_EDGE = 2;

  public RelaySpread {
    if (perEdge < 0 || perEdge > MOST_PER_EDGE) {
      throw UserError.usage(
          "--relays-per-edge: %d (expected: 1 to %d)".formatted(perEdge, MOST_PER_EDGE));
    }
    if (refresh.compareTo(SHORTEST) < 0 || refresh.compareTo(LONGEST) > 0) {
      throw UserError.usage(
          "--relay-refresh: %s (expected: %s to %s)"
              .formatted(
                  Durations.show(refresh), Durations.show(SHORTEST), Durations.show(LONGEST)));
    }
  }
}
