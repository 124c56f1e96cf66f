package io.turnpike.stream;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The carrying tunnels of an edge, and which of them takes the next stream: of those through the
/// fastest relay the one with the fewest streams, so an idle one if there is one; spare ones
/// ([SpareTunnels]) are the last to be taken. Any thread.
public final class TunnelChooser {
  /// A path is as good as the fastest up to a quarter and a little more than that one's round trip.
  private static final long TOLERANCE_NANOS = 2_000_000;

  /// So many streams more than a spare one the other tunnels may have before it takes one.
  static final int SHARED = 32;

  private final List<CarryingTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Runnable available = () -> {};
  private volatile Set<CarryingTunnel> spare = Set.of();

  /// Sets what is run when a tunnel was added, on that tunnel's loop.
  public void onAvailable(Runnable task) {
    available = task;
  }

  /// Adds a tunnel until its channel closes.
  public void add(CarryingTunnel tunnel) {
    tunnels.add(tunnel);
    tunnel.channel().closeFuture().addListener(closed -> tunnels.remove(tunnel));
    available.run();
  }

  /// The tunnel for a new stream, with the stream's place claimed on it; empty when there is none.
  public Optional<CarryingTunnel> choose() {
    CarryingTunnel best = null;
    Object[] snapshot = tunnels.toArray();
    long slowest = slowest(snapshot);
    int start = Math.floorMod(turn.getAndIncrement(), Math.max(1, snapshot.length));
    for (int i = 0; i < snapshot.length; i++) {
      var tunnel = (CarryingTunnel) snapshot[(start + i) % snapshot.length];
      if (tunnel.isEligible() && (best == null || isBetter(tunnel, best, slowest))) {
        best = tunnel;
      }
    }
    if (best != null) {
      best.claim();
    }
    return Optional.ofNullable(best);
  }

  /// The longest round trip that is as good as the shortest one.
  private static long slowest(Object[] snapshot) {
    long fastest = Long.MAX_VALUE / 4;
    for (Object each : snapshot) {
      var tunnel = (CarryingTunnel) each;
      if (tunnel.isEligible()) {
        fastest = Math.min(fastest, roundTrip(tunnel));
      }
    }
    return fastest + fastest / 4 + TOLERANCE_NANOS;
  }

  private boolean isBetter(CarryingTunnel one, CarryingTunnel other, long slowest) {
    boolean fast = roundTrip(one) <= slowest;
    boolean otherFast = roundTrip(other) <= slowest;
    return fast == otherFast ? weight(one) < weight(other) : fast;
  }

  private int weight(CarryingTunnel tunnel) {
    return tunnel.load() + (spare.contains(tunnel) ? SHARED : 0);
  }

  private static long roundTrip(CarryingTunnel tunnel) {
    return tunnel.binding().path().roundTripNanos();
  }

  /// Those that go through a relay.
  public List<CarryingTunnel> through(RelayPath path) {
    return tunnels.stream().filter(each -> each.binding().path().equals(path)).toList();
  }

  /// Looks which tunnels through a relay are spare. On one thread, time and again.
  ///
  /// @param enough so many tunnels of one peer are as many as streams that come and go need
  public void look(RelayPath path, int enough) {
    Set<CarryingTunnel> found = SpareTunnels.among(through(path), TunnelChooser::isTaken, enough);
    spare.stream()
        .filter(each -> !each.binding().path().equals(path) && tunnels.contains(each))
        .forEach(found::add);
    spare = Set.copyOf(found);
  }

  /// How many tunnels were spare at the last looks.
  int spare() {
    return spare.size();
  }

  private static boolean isTaken(CarryingTunnel tunnel) {
    return tunnel.isSettled() || tunnel.isSilent();
  }

  /// Tunnels through a relay that new streams had better not count on: those with streams that
  /// stay, and those that are silent.
  public int taken(RelayPath path) {
    int taken = 0;
    for (CarryingTunnel tunnel : tunnels) {
      if (isTaken(tunnel) && tunnel.binding().path().equals(path)) {
        taken++;
      }
    }
    return taken;
  }

  /// Every tunnel that carries or may carry streams.
  public List<CarryingTunnel> all() {
    return List.copyOf(tunnels);
  }
}
