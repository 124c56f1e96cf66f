package io.turnpike.stream;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The carrying tunnels through one relay, the oldest first, and which of them takes the next
/// stream: the one with the fewest, spare ones ([SpareTunnels]) last. Any thread.
final class PathTunnels {
  /// So many streams more than a spare one the other tunnels may have before it takes one.
  static final int SHARED = 32;

  private final LeastLoaded regularTurns = new LeastLoaded();
  private final LeastLoaded spareTurns = new LeastLoaded();

  // Each list is replaced, never changed; those who replace them hold the lock.
  private volatile List<CarryingTunnel> all = List.of();
  private volatile List<CarryingTunnel> regular = List.of();
  private volatile List<CarryingTunnel> spare = List.of();
  private volatile int taken;

  synchronized void add(CarryingTunnel tunnel) {
    all = Stream.concat(all.stream(), Stream.of(tunnel)).toList();
    regular = Stream.concat(regular.stream(), Stream.of(tunnel)).toList();
  }

  /// @return whether there is none left
  synchronized boolean isEmptyWithout(CarryingTunnel tunnel) {
    all = without(tunnel, all);
    regular = without(tunnel, regular);
    spare = without(tunnel, spare);
    return all.isEmpty();
  }

  private static List<CarryingTunnel> without(CarryingTunnel tunnel, List<CarryingTunnel> tunnels) {
    return tunnels.stream().filter(each -> each != tunnel).toList();
  }

  /// The tunnel for a new stream, if there is one that may be used.
  Optional<LeastLoaded.Choice> best() {
    Optional<LeastLoaded.Choice> best = regularTurns.among(regular, 0);
    if (spare.isEmpty() || (best.isPresent() && best.get().weight() <= SHARED)) {
      return best;
    }
    Optional<LeastLoaded.Choice> other = spareTurns.among(spare, SHARED);
    return best.isEmpty() || isLess(other, best.get()) ? other : best;
  }

  private static boolean isLess(Optional<LeastLoaded.Choice> one, LeastLoaded.Choice other) {
    return one.isPresent() && one.get().weight() < other.weight();
  }

  /// Looks which tunnels are taken, and which are spare; see [TunnelChooser#look].
  synchronized void look(int enough) {
    Set<CarryingTunnel> found = SpareTunnels.among(all, PathTunnels::isTaken, enough);
    regular = all.stream().filter(each -> !found.contains(each)).toList();
    spare = all.stream().filter(found::contains).toList();
    taken = (int) all.stream().filter(PathTunnels::isTaken).count();
  }

  private static boolean isTaken(CarryingTunnel tunnel) {
    return tunnel.isSettled() || tunnel.isSilent();
  }

  /// As of the last look.
  int taken() {
    return taken;
  }

  /// As of the last look.
  List<CarryingTunnel> spare() {
    return spare;
  }

  List<CarryingTunnel> all() {
    return all;
  }
}
