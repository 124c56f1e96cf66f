package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: listens, admits by source, and hands each connection on, unregistered. Accepts on
/// the listener's loop.
public final class Ingress {
  private static final Logger log = LoggerFactory.getLogger(Ingress.class);

  private final InetSocketAddress address;
  private final Predicate<InetAddress> permitted;
  private final Consumer<Channel> admitted;

  /// @param permitted asked for each source
  /// @param admitted owns the channel, on the listener's loop
  public Ingress(
      InetSocketAddress address, Predicate<InetAddress> permitted, Consumer<Channel> admitted) {
    this.address = address;
    this.permitted = permitted;
    this.admitted = admitted;
  }

  /// For one route, whose connections go to `admitted`.
  public static Ingress of(Route route, Consumer<Channel> admitted) {
    return new Ingress(
        new InetSocketAddress(route.bindAddress(), route.listenPort()), route::permits, admitted);
  }

  /// Starts listening; the caller closes the channel. Not on an event loop.
  ///
  /// @throws IOException with one line: which address, and why not
  public Channel listen(Listener listener) throws IOException {
    return listener.bind(address, this::accepted);
  }

  private void accepted(Channel source) {
    if (source.remoteAddress() instanceof InetSocketAddress from
        && permitted.test(from.getAddress())) {
      Sockets.configureAccepted(source);
      admitted.accept(source);
    } else {
      log.debug(
          "source not permitted source={} listener={}", source.remoteAddress(), address.getPort());
      Sockets.reject(source);
    }
  }
}
