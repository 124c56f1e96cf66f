package io.turnpike.e2e;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.Route;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.HostPort;
import io.turnpike.relay.RelayServer;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The three programs, running in this process on ports of their own, with fresh [Keys].
///
/// ```
/// try (var destination = Destination.echo();
///     var chain = Chain.start(ChainSettings.of(destination.route()));
///     var source = Tcp.connect(chain.address())) {
/// ```
///
/// [#start] returns when the first tunnel carries; [#awaitPool] waits for all of the pool. Parts
/// may be restarted where they are, and more edges added. Belongs to the test's thread.
public final class Chain implements Carrier {
  private final ChainSettings settings;
  private final Keys keys = Keys.make();
  private final List<EntryPoint> entries = new ArrayList<>();
  private final List<EntryPointConfig> entryConfigs = new ArrayList<>();
  private final List<ReverseProxy> reverses = new ArrayList<>();
  private final List<ReverseProxyConfig> reverseConfigs = new ArrayList<>();
  private RelayServer relay;

  private Chain(ChainSettings settings) throws KeyFileException {
    this.settings = settings;
    this.relay = RelayServer.start(settings.relay(keys, 0));
  }

  /// With a relay, one reverse-proxy and one entry-point; ready for connections.
  public static Chain start(ChainSettings settings) throws Exception {
    Chain chain = startRelay(settings);
    try {
      chain.addReverse(settings).awaitReady();
      chain.addEntry(settings).awaitReady();
      return chain;
    } catch (Exception | AssertionError e) {
      chain.close();
      throw e;
    }
  }

  /// With a relay alone.
  public static Chain startRelay(ChainSettings settings) throws KeyFileException {
    return new Chain(settings);
  }

  /// One more reverse-proxy; returns at once.
  public ReverseProxy addReverse(ChainSettings with) throws KeyFileException {
    String name = "reverse-" + reverses.size();
    var config = new ReverseProxyConfig(with.edge(keys, relayPort(), name));
    reverses.add(ReverseProxy.start(config));
    reverseConfigs.add(config);
    return reverses.getLast();
  }

  /// One more like the first; returns at once.
  public ReverseProxy addReverse() throws KeyFileException {
    return addReverse(settings);
  }

  /// One more entry-point; returns at once.
  public EntryPoint addEntry(ChainSettings with) throws KeyFileException {
    String name = "entry-" + entries.size();
    var config =
        new EntryPointConfig(with.edge(keys, relayPort(), name), RouteParser.parse(with.routes()));
    entries.add(EntryPoint.start(config));
    entryConfigs.add(config);
    return entries.getLast();
  }

  public Keys keys() {
    return keys;
  }

  public ChainSettings settings() {
    return settings;
  }

  public RelayServer relay() {
    return relay;
  }

  public EntryPoint entry() {
    return entries.getFirst();
  }

  public ReverseProxy reverse() {
    return reverses.getFirst();
  }

  public List<EntryPoint> entries() {
    return List.copyOf(entries);
  }

  public List<ReverseProxy> reverses() {
    return List.copyOf(reverses);
  }

  public int relayPort() {
    return relay.address().getPort();
  }

  /// Where a source connects for a route of the first entry-point, by its number.
  @Override
  public InetSocketAddress address(int route) {
    return address(entry(), route);
  }

  /// As [#address(int)], of any entry-point. A listener on all addresses is reached at 127.0.0.1.
  public static InetSocketAddress address(EntryPoint entryPoint, int route) {
    InetSocketAddress bound = entryPoint.addresses().get(route);
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress("127.0.0.1", bound.getPort())
        : bound;
  }

  /// Open streams at all edges together, each end counted.
  public int streams() {
    return entries.stream().mapToInt(entry -> entry.edge().streams()).sum()
        + reverses.stream().mapToInt(reverse -> reverse.edge().streams()).sum();
  }

  /// Waits until no edge has an open stream.
  @Override
  public void awaitNoStreams() {
    Await.until(() -> "streams=" + streams() + " (expected: 0)", () -> streams() == 0);
  }

  /// Waits until the first entry-point has `tunnels` that carry, and so has the relay.
  public void awaitTunnels(int tunnels) {
    Await.until(
        () ->
            "carrying=%d pairs=%d waiting=%d (expected: %d carrying)"
                .formatted(
                    entry().edge().tunnels().all().size(),
                    relay.pairs(),
                    relay.waitingTunnels(),
                    tunnels),
        () -> entry().edge().tunnels().all().size() == tunnels);
  }

  /// Waits until the first entry-point's pool is full.
  @Override
  public void awaitPool() {
    awaitTunnels(Math.max(settings.pool(), settings.routes().size()));
  }

  /// Ends the relay at once, every connection with it; [#startRelayAgain] is up to the caller.
  public void stopRelay() {
    relay.close();
  }

  /// Starts the relay again on the port it had.
  public void startRelayAgain() throws KeyFileException {
    relay = RelayServer.start(settings.relay(keys, relayPort()));
  }

  /// Ends a reverse-proxy at once and starts it again, as another instance; returns at once.
  public void restartReverse(int number) throws KeyFileException {
    reverses.get(number).close();
    reverses.set(number, ReverseProxy.start(reverseConfigs.get(number)));
  }

  /// Ends an entry-point at once and starts it again on the ports it had; returns at once.
  public void restartEntry(int number) throws KeyFileException {
    EntryPoint old = entries.get(number);
    EntryPointConfig config = entryConfigs.get(number);
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < config.routes().size(); i++) {
      Route route = config.routes().get(i);
      int port = old.addresses().get(i).getPort();
      routes.add(new Route(route.allowedSources(), port, route.destination()));
    }
    old.close();
    entries.set(number, EntryPoint.start(new EntryPointConfig(config.edge(), routes)));
  }

  /// The route in the form of `-r` that listens on a port of its own and dials `destination`.
  public static String route(HostPort destination) {
    return "0:" + destination;
  }

  @Override
  public void close() {
    entries.forEach(EntryPoint::close);
    reverses.forEach(ReverseProxy::close);
    relay.close();
    keys.close();
  }
}
