package io.turnpike.stream;

import java.util.List;
import java.util.Optional;

/// Finds the tunnel with the fewest streams, and takes turns among equals. It ends at an idle one,
/// goes on behind it the next time, and looks at so many at most: a stream costs the same however
/// many tunnels there are. Any thread.
final class LeastLoaded {
  /// Of up to so many tunnels it is exact.
  static final int MOST_LOOKED_AT = 256;

  private volatile int next;

  /// @param weight streams on the tunnel, and what else counts like streams
  record Choice(CarryingTunnel tunnel, int weight) {}

  /// @param handicap so many streams each of them counts more than it has
  Optional<Choice> among(List<CarryingTunnel> tunnels, int handicap) {
    int size = tunnels.size();
    int start = next;
    int looked = 0;
    CarryingTunnel best = null;
    int least = Integer.MAX_VALUE;
    while (looked < Math.min(size, MOST_LOOKED_AT) && least > 0) {
      CarryingTunnel tunnel = tunnels.get((start + looked) % size);
      looked++;
      int load = tunnel.load();
      if (load < least && tunnel.isEligible()) {
        best = tunnel;
        least = load;
      }
    }
    next = size == 0 ? 0 : (start + (looked < size ? looked : 1)) % size;
    return best == null ? Optional.empty() : Optional.of(new Choice(best, least + handicap));
  }
}
