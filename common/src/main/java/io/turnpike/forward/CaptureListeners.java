package io.turnpike.forward;

import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.OriginalDestination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for connections that rules of the system lead here, and hands each on with the
/// destination that it was bound for. Accepts on the listener's loops.
public final class CaptureListeners {
  private static final Logger log = LoggerFactory.getLogger(CaptureListeners.class);

  private final Ports ports;
  private final Capture capture;
  private final BiConsumer<Admitted, HostPort> captured;

  /// Where to listen.
  ///
  /// @param redirected for rules with REDIRECT or DNAT
  /// @param tproxied for rules with TPROXY
  public record Ports(List<Integer> redirected, List<Integer> tproxied) {
    public boolean isEmpty() {
      return redirected.isEmpty() && tproxied.isEmpty();
    }

    public Set<Integer> all() {
      Set<Integer> all = new TreeSet<>(redirected);
      all.addAll(tproxied);
      return all;
    }
  }

  /// @param captured owns the connection, on the loop that has accepted it
  public CaptureListeners(
      Ports ports, Optional<HostPort> fallback, BiConsumer<Admitted, HostPort> captured) {
    this.ports = ports;
    this.capture = new Capture(fallback, ports.all(), CaptureListeners::isOwn);
    this.captured = captured;
  }

  /// Starts listening on all addresses of each port; the caller closes them. Not on an event loop.
  /// Nobody sends PROXY headers there: what is captured comes from the source itself.
  ///
  /// @throws IOException with one line: which address, and why not
  public List<Listening> listen(Listener listener, Ingress.Rules rules) throws IOException {
    var plain = new Ingress.Rules(rules.admission(), rules.sockets(), rules.scarce());
    List<Listening> bound = new ArrayList<>();
    for (int port : ports.redirected()) {
      bound.add(ingress(port, plain, this::redirected).listen(listener));
    }
    for (int port : ports.tproxied()) {
      bound.add(ingress(port, plain, this::tproxied).listenTransparently(listener));
    }
    log.info(
        "listening ports={} tproxy={} route=transparent", ports.redirected(), ports.tproxied());
    return bound;
  }

  private static Ingress ingress(int port, Ingress.Rules rules, Consumer<Admitted> accepted) {
    return new Ingress(new InetSocketAddress(Route.ALL, port), _ -> true, rules, accepted);
  }

  private void redirected(Admitted source) {
    judged(source, capture.judge(OriginalDestination.of(source.accepted())));
  }

  private void tproxied(Admitted source) {
    source
        .accepted()
        .localAddress()
        .ifPresentOrElse(
            local -> judged(source, capture.judgeTproxied(local, source.source().getAddress())),
            source::reject);
  }

  private void judged(Admitted source, Capture.Outcome outcome) {
    switch (outcome) {
      case Capture.Outcome.Forward forward -> captured.accept(source, forward.destination());
      case Capture.Outcome.Refuse refuse -> {
        log.info(
            "connection refused source={} reason=\"{}\"",
            Sockets.show(source.source()),
            refuse.reason());
        source.reject();
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
