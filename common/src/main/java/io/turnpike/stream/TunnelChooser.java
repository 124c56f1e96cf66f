package io.turnpike.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The carrying tunnels of an edge, and which of them takes the next stream: of those through the
/// fastest relay the one with the fewest streams, so an idle one if there is one ([PathTunnels]).
/// Any thread.
public final class TunnelChooser {
  /// A path is as good as the fastest up to a quarter and a little more than that one's round trip.
  private static final long TOLERANCE_NANOS = 2_000_000;

  private final Map<RelayPath, PathTunnels> paths = new ConcurrentHashMap<>();
  private volatile Runnable available = () -> {};

  /// Sets what is run when a tunnel was added, on that tunnel's loop.
  public void onAvailable(Runnable task) {
    available = task;
  }

  /// Adds a tunnel until its channel closes.
  public void add(CarryingTunnel tunnel) {
    RelayPath path = tunnel.binding().path();
    paths.compute(
        path,
        (key, there) -> {
          PathTunnels tunnels = there == null ? new PathTunnels() : there;
          tunnels.add(tunnel);
          return tunnels;
        });
    tunnel.channel().closeFuture().addListener(closed -> remove(tunnel, path));
    available.run();
  }

  private void remove(CarryingTunnel tunnel, RelayPath path) {
    paths.computeIfPresent(path, (key, there) -> there.isEmptyWithout(tunnel) ? null : there);
  }

  /// The tunnel for a new stream, with the stream's place claimed on it; empty when there is none.
  public Optional<CarryingTunnel> choose() {
    List<LeastLoaded.Choice> bests = new ArrayList<>(paths.size());
    paths.values().forEach(path -> path.best().ifPresent(bests::add));
    long slowest = slowest(bests);
    LeastLoaded.Choice best = null;
    for (LeastLoaded.Choice each : bests) {
      if (best == null || isBetter(each, best, slowest)) {
        best = each;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    best.tunnel().claim();
    return Optional.of(best.tunnel());
  }

  /// The longest round trip that is as good as the shortest one.
  private static long slowest(List<LeastLoaded.Choice> bests) {
    long fastest = Long.MAX_VALUE / 4;
    for (LeastLoaded.Choice each : bests) {
      fastest = Math.min(fastest, roundTrip(each));
    }
    return fastest + fastest / 4 + TOLERANCE_NANOS;
  }

  private static boolean isBetter(LeastLoaded.Choice one, LeastLoaded.Choice other, long slowest) {
    boolean fast = roundTrip(one) <= slowest;
    boolean otherFast = roundTrip(other) <= slowest;
    return fast == otherFast ? one.weight() < other.weight() : fast;
  }

  private static long roundTrip(LeastLoaded.Choice choice) {
    return choice.tunnel().binding().path().roundTripNanos();
  }

  /// Those that go through a relay, the oldest first.
  public List<CarryingTunnel> through(RelayPath path) {
    PathTunnels tunnels = paths.get(path);
    return tunnels == null ? List.of() : tunnels.all();
  }

  /// Looks which tunnels through a relay are taken and which are spare. On one thread, time and
  /// again.
  ///
  /// @param enough so many tunnels of one peer are as many as streams that come and go need
  public void look(RelayPath path, int enough) {
    PathTunnels tunnels = paths.get(path);
    if (tunnels != null) {
      tunnels.look(enough);
    }
  }

  /// How many tunnels were spare at the last looks.
  int spare() {
    return paths.values().stream().mapToInt(path -> path.spare().size()).sum();
  }

  /// Tunnels through a relay that new streams had better not count on: those with streams that
  /// stay, and those that are silent. As of the last look.
  public int taken(RelayPath path) {
    PathTunnels tunnels = paths.get(path);
    return tunnels == null ? 0 : tunnels.taken();
  }

  /// Every tunnel that carries or may carry streams.
  public List<CarryingTunnel> all() {
    return paths.values().stream().flatMap(path -> path.all().stream()).toList();
  }
}
