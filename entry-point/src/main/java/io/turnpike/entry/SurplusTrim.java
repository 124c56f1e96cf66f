package io.turnpike.entry;

import io.netty.channel.EventLoop;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.TunnelChooser;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Gives tunnels back after a peak: one idle tunnel each ten seconds while there have been more
/// than wanted for a minute. Belongs to the home loop.
final class SurplusTrim {
  private static final int PERIOD_SECONDS = 10;
  private static final int PATIENCE_PERIODS = 6;

  private final TunnelChooser tunnels;
  private final IntSupplier wanted;
  private int periodsOfSurplus;

  SurplusTrim(TunnelChooser tunnels, IntSupplier wanted) {
    this.tunnels = tunnels;
    this.wanted = wanted;
  }

  void start(EventLoop home) {
    home.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  void look() {
    List<CarryingTunnel> all = tunnels.all();
    if (all.size() <= wanted.getAsInt()) {
      periodsOfSurplus = 0;
    } else if (++periodsOfSurplus > PATIENCE_PERIODS) {
      all.stream()
          .filter(tunnel -> tunnel.load() == 0 && !tunnel.isDraining())
          .findFirst()
          .ifPresent(tunnel -> tunnel.eventLoop().execute(tunnel::drain));
    }
  }
}
