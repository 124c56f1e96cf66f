package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in at the entry-point: listens for one route, admits by source, and hands each
/// connection to a tunnel. Accepts on the listener's loop.
public final class Ingress {
  private static final Logger log = LoggerFactory.getLogger(Ingress.class);

  private final Route route;
  private final StreamOpener opener;

  public Ingress(Route route, StreamOpener opener) {
    this.route = route;
    this.opener = opener;
  }

  /// Starts listening; the caller closes the channel. Not on an event loop.
  ///
  /// @throws IOException with one line: which address, and why not
  public Channel listen(Listener listener) throws IOException {
    return listener.bind(
        new InetSocketAddress(route.bindAddress(), route.listenPort()), this::accepted);
  }

  private void accepted(Channel source) {
    if (source.remoteAddress() instanceof InetSocketAddress from
        && route.permits(from.getAddress())) {
      Sockets.configureAccepted(source);
      opener.open(source, route.destination());
    } else {
      log.debug("source not permitted source={} route={}", source.remoteAddress(), route);
      StreamOpener.reject(source);
    }
  }
}
