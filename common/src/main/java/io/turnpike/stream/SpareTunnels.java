package io.turnpike.stream;

import io.turnpike.frame.InstanceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Which tunnels are there only because there was a peak. On a short path streams that come and go
/// are better together: they share records, writes and wake-ups, and a tunnel without streams can
/// be given back. 64 short connections at a time over 4 tunnels were 10,400 a second, over 32 of
/// them 8,200 (`benchmarks.md`). On a long one more tunnels bear more, so none is spare.
final class SpareTunnels {
  private SpareTunnels() {}

  /// @param tunnels the oldest first
  /// @param taken which of them new streams had better not count on; they are not spare
  /// @param enough so many of the others that lead to one peer are not spare either
  static Set<CarryingTunnel> among(
      Collection<CarryingTunnel> tunnels, Predicate<CarryingTunnel> taken, int enough) {
    Set<CarryingTunnel> spare = new HashSet<>();
    Map<InstanceId, Integer> counts = new HashMap<>();
    for (CarryingTunnel tunnel : tunnels) {
      boolean isShort = tunnel.roundTripNanos() < ReceiveWindow.LONG_NANOS;
      if (isShort
          && !taken.test(tunnel)
          && counts.merge(tunnel.binding().peer(), 1, Integer::sum) > enough) {
        spare.add(tunnel);
      }
    }
    return spare;
  }
}
