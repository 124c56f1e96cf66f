package io.turnpike.entry;

import io.netty.channel.EventLoop;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tunnel.EntryPoolPolicy;
import java.util.concurrent.TimeUnit;

/// Lets the pool grow behind streams that stay, and gives tunnels back after a peak: one idle
/// tunnel each ten seconds while there have been more than wanted for a minute. Belongs to the home
/// loop.
final class PoolKeeper {
  private static final long LOOK_MILLIS = 250;
  private static final int TRIM_LOOKS = 40;
  private static final int PATIENCE_LOOKS = 240;

  private final TunnelChooser tunnels;
  private final EntryPoolPolicy policy;
  private final Runnable refill;
  private int looksOfSurplus;

  /// @param refill dials what the policy misses
  PoolKeeper(TunnelChooser tunnels, EntryPoolPolicy policy, Runnable refill) {
    this.tunnels = tunnels;
    this.policy = policy;
    this.refill = refill;
  }

  void start(EventLoop home) {
    home.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (CarryingTunnel tunnel : tunnels.all()) {
      if (tunnel.load() > 0 || tunnel.isSettled()) {
        tunnel.eventLoop().execute(tunnel::look);
      }
    }
    int surplus = tunnels.all().size() - policy.wanted();
    if (surplus < 0) {
      refill.run();
    }
    looksOfSurplus = surplus > 0 ? looksOfSurplus + 1 : 0;
    if (looksOfSurplus >= PATIENCE_LOOKS && looksOfSurplus % TRIM_LOOKS == 0) {
      trimOne();
    }
  }

  private void trimOne() {
    tunnels.all().stream()
        .filter(tunnel -> tunnel.load() == 0 && !tunnel.isDraining())
        .findFirst()
        .ifPresent(tunnel -> tunnel.eventLoop().execute(tunnel::drain));
  }
}
