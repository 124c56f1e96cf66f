package io.turnpike.edge;

import io.netty.util.concurrent.Future;
import io.turnpike.net.HostPort;
import io.turnpike.tunnel.RelayLink;
import java.util.List;
import java.util.function.Function;

/// An edge's links, one to each relay that it was told; the relays know nothing of each other. Any
/// thread.
///
/// Every link keeps tunnels of its own, so that the loss of a relay costs new connections nothing,
/// and the streams that it carried go on through another.
public final class RelayLinks implements AutoCloseable {
  private final List<RelayLink> links;

  /// @param link makes the link to a relay
  public RelayLinks(List<HostPort> relays, Function<HostPort, RelayLink> link) {
    links = relays.stream().map(link).toList();
  }

  /// How many idle tunnels each of `relays` links keeps, so that there are `pool` in all.
  public static int share(int pool, int relays) {
    return Math.ceilDiv(pool, relays);
  }

  /// Starts dialling.
  public void start() {
    links.forEach(RelayLink::start);
  }

  /// Dials no more, at once; see [RelayLink#close].
  public void stop() {
    links.forEach(RelayLink::close);
  }

  /// As [#stop], and waits. Not on an event loop.
  @Override
  public void close() {
    links.stream().map(RelayLink::close).toList().forEach(Future::awaitUninterruptibly);
  }
}
