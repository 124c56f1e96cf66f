package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import io.turnpike.net.OriginalDestination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for connections that rules of the system lead here, and hands each on with the
/// destination that it was bound for. Accepts on the listener's loop.
public final class CaptureListeners {
  private static final Logger log = LoggerFactory.getLogger(CaptureListeners.class);

  private final List<Integer> ports;
  private final Capture capture;
  private final BiConsumer<Channel, HostPort> captured;

  /// @param captured owns the channel, which is not registered, on the listener's loop
  public CaptureListeners(
      List<Integer> ports, Optional<HostPort> fallback, BiConsumer<Channel, HostPort> captured) {
    this.ports = ports;
    this.capture = new Capture(fallback, Set.copyOf(new HashSet<>(ports)), CaptureListeners::isOwn);
    this.captured = captured;
  }

  /// Starts listening on all addresses of each port; the caller closes the channels. Not on an
  /// event loop. Nobody sends PROXY headers there: what is captured comes from the source itself.
  ///
  /// @throws IOException with one line: which address, and why not
  public List<Channel> listen(Listener listener, Ingress.Rules rules) throws IOException {
    var plain = new Ingress.Rules(rules.admission(), rules.sockets());
    List<Channel> bound = new ArrayList<>();
    for (int port : ports) {
      var address = new InetSocketAddress(Route.ALL, port);
      bound.add(new Ingress(address, _ -> true, plain, this::accepted).listen(listener));
    }
    return bound;
  }

  private void accepted(Channel source) {
    switch (capture.judge(OriginalDestination.of(source))) {
      case Capture.Outcome.Forward forward -> captured.accept(source, forward.destination());
      case Capture.Outcome.Refuse refuse -> {
        log.info(
            "connection refused source={} reason=\"{}\"",
            Sockets.show(Sockets.sourceOf(source)),
            refuse.reason());
        Sockets.reject(source);
      }
    }
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
