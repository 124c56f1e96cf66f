package io.turnpike.entry;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.tunnel.EntryPoolPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets the pool grow behind streams that stay, and gives tunnels back after a peak: one idle
/// tunnel each ten seconds while there have been more than wanted for a minute. Belongs to the home
/// loop.
final class PoolKeeper {
  private static final long LOOK_MILLIS = 250;
  private static final int TRIM_LOOKS = 40;
  private static final int PATIENCE_LOOKS = 240;

  private final Supplier<List<CarryingTunnel>> tunnels;
  private final EntryPoolPolicy policy;
  private final Runnable refill;
  private int looksOfSurplus;

  /// @param tunnels those of the pool that carry
  /// @param refill dials what the policy misses
  PoolKeeper(Supplier<List<CarryingTunnel>> tunnels, EntryPoolPolicy policy, Runnable refill) {
    this.tunnels = tunnels;
    this.policy = policy;
    this.refill = refill;
  }

  /// @return cancelling it ends the keeping
  Future<?> start(EventLoop home) {
    return home.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    List<CarryingTunnel> all = tunnels.get();
    for (CarryingTunnel tunnel : all) {
      if (tunnel.load() > 0 || tunnel.isSettled()) {
        tunnel.eventLoop().execute(tunnel::look);
      }
    }
    int surplus = all.size() - policy.wanted();
    if (surplus < 0) {
      refill.run();
    }
    looksOfSurplus = surplus > 0 ? looksOfSurplus + 1 : 0;
    if (looksOfSurplus >= PATIENCE_LOOKS && looksOfSurplus % TRIM_LOOKS == 0) {
      trimOne();
    }
  }

  private void trimOne() {
    tunnels.get().stream()
        .filter(tunnel -> tunnel.load() == 0 && !tunnel.isDraining())
        .findFirst()
        .ifPresent(tunnel -> tunnel.eventLoop().execute(tunnel::drain));
  }
}
