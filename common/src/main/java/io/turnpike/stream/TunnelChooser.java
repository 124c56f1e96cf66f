package io.turnpike.stream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The carrying tunnels of an entry-point, and which of them takes the next stream: the one with
/// the fewest streams, so an idle one if there is one. Any thread.
public final class TunnelChooser {
  private final List<CarryingTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Runnable available = () -> {};

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
    int start = Math.floorMod(turn.getAndIncrement(), Math.max(1, snapshot.length));
    for (int i = 0; i < snapshot.length; i++) {
      var tunnel = (CarryingTunnel) snapshot[(start + i) % snapshot.length];
      if (tunnel.isEligible() && (best == null || tunnel.load() < best.load())) {
        best = tunnel;
      }
    }
    if (best != null) {
      best.claim();
    }
    return Optional.ofNullable(best);
  }

  /// Tunnels with streams that stay.
  public int settled() {
    int settled = 0;
    for (CarryingTunnel tunnel : tunnels) {
      if (tunnel.isSettled()) {
        settled++;
      }
    }
    return settled;
  }

  /// Every tunnel that carries or may carry streams.
  public List<CarryingTunnel> all() {
    return List.copyOf(tunnels);
  }
}
