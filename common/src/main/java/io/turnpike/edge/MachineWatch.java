package io.turnpike.edge;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.turnpike.net.LocalAddresses;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.TunnelChooser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after what happens to the machine and what no connection tells: it has moved to another
/// network, so that connections from the address that it had are dead, or it has slept, so that
/// they may be. Belongs to the home loop.
final class MachineWatch {
  private static final Logger log = LoggerFactory.getLogger(MachineWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final TunnelChooser tunnels;
  private final List<EdgeParts.Linked> links;
  private final Wakefulness wakefulness =
      new Wakefulness(PERIOD, System.currentTimeMillis(), System.nanoTime());

  MachineWatch(TunnelChooser tunnels, List<EdgeParts.Linked> links) {
    this.tunnels = tunnels;
    this.links = links;
  }

  /// @return cancelling it ends the watch
  Future<?> start(EventLoop home) {
    return home.scheduleWithFixedDelay(
        this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    Duration slept = wakefulness.look(System.currentTimeMillis(), System.nanoTime());
    if (!slept.isZero()) {
      log.info("this machine has not run for {} ms: looking after its tunnels", slept.toMillis());
      links.forEach(each -> each.link().ask());
      tunnels.all().forEach(CarryingTunnel::ask);
    }
    leaveWhatIsGone();
  }

  private void leaveWhatIsGone() {
    Map<InetAddress, Boolean> seen = new HashMap<>(2);
    for (EdgeParts.Linked each : links) {
      each.link()
          .control()
          .filter(channel -> isGone(channel, seen))
          .ifPresent(MachineWatch::abandon);
    }
    for (CarryingTunnel tunnel : tunnels.all()) {
      if (isGone(tunnel.channel(), seen)) {
        tunnel.loop().execute(() -> abandon(tunnel.channel()));
      }
    }
  }

  /// Past TLS, whose close_notify would wait for the path.
  private static void abandon(Channel channel) {
    channel.unsafe().close(channel.newPromise());
  }

  private static boolean isGone(Channel channel, Map<InetAddress, Boolean> seen) {
    return addressOf(channel)
        .map(address -> seen.computeIfAbsent(address, MachineWatch::findOut))
        .orElse(false);
  }

  private static Optional<InetAddress> addressOf(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress local
        ? Optional.ofNullable(local.getAddress())
        : Optional.empty();
  }

  private static boolean findOut(InetAddress address) {
    boolean gone = !LocalAddresses.isHere(address);
    if (gone) {
      log.info("this machine has left the address {}: connecting anew", address.getHostAddress());
    }
    return gone;
  }
}
