package io.turnpike.entry;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.InstanceId;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tunnel.EntryPoolPolicy;
import io.turnpike.tunnel.RelayLink;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Lets the pool grow behind streams that stay, says which tunnels are spare, asks for tunnels to
/// the peers whose streams have none, and gives tunnels back after a peak: one idle tunnel each ten
/// seconds while there have been more than wanted for a minute. Belongs to the home loop.
final class PoolKeeper {
  private static final long LOOK_MILLIS = 250;
  private static final int TRIM_LOOKS = 40;
  private static final int PATIENCE_LOOKS = 240;

  private final TunnelChooser tunnels;
  private final RelayPath path;
  private final EntryPoolPolicy policy;
  private final RelayLink link;
  private final Supplier<Set<InstanceId>> stranded;
  private int looksOfSurplus;

  /// @param tunnels those that carry, of all pools
  /// @param path what those of this pool go through
  /// @param link whose pool it is
  /// @param stranded the peers whose streams have no tunnel
  PoolKeeper(
      TunnelChooser tunnels,
      RelayPath path,
      EntryPoolPolicy policy,
      RelayLink link,
      Supplier<Set<InstanceId>> stranded) {
    this.tunnels = tunnels;
    this.path = path;
    this.policy = policy;
    this.link = link;
    this.stranded = stranded;
  }

  /// @return cancelling it ends the keeping
  Future<?> start(EventLoop home) {
    return home.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    tunnels.look(path, policy.onTop());
    List<CarryingTunnel> all = tunnels.through(path);
    lookForStreamsThatStay(all);
    int surplus = all.size() - policy.wanted();
    if (surplus < 0) {
      link.pool().refill();
    }
    link.want(stranded.get());
    looksOfSurplus = surplus > 0 ? looksOfSurplus + 1 : 0;
    if (looksOfSurplus >= PATIENCE_LOOKS && looksOfSurplus % TRIM_LOOKS == 0) {
      trimOne();
    }
  }

  /// One task for each loop, however many tunnels it has.
  private static void lookForStreamsThatStay(List<CarryingTunnel> all) {
    all.stream()
        .filter(tunnel -> tunnel.load() > 0 || tunnel.isSettled())
        .collect(Collectors.groupingBy(CarryingTunnel::loop))
        .forEach((loop, used) -> loop.execute(() -> used.forEach(CarryingTunnel::look)));
  }

  /// Of the peer with the most tunnels: those that serve the group keep their shares.
  private void trimOne() {
    List<CarryingTunnel> all = tunnels.through(path);
    Map<InstanceId, Long> byPeer =
        all.stream()
            .collect(Collectors.groupingBy(each -> each.binding().peer(), Collectors.counting()));
    all.stream()
        .filter(tunnel -> tunnel.load() == 0 && !tunnel.isDraining())
        .max(Comparator.comparing(tunnel -> byPeer.get(tunnel.binding().peer())))
        .ifPresent(tunnel -> tunnel.loop().execute(tunnel::drain));
  }
}
