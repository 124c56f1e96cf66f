package io.turnpike.e2e;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyCommand;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A chain whose edges are told by command lines.
final class FilteredChain implements Carrier {
  private final Chain relay = Chain.startRelay(ChainSettings.of());
  private final ReverseProxy reverse;
  private final EntryPoint entry;

  private FilteredChain(String atEntry, String atReverse) throws Exception {
    reverse = ReverseProxy.start(ReverseProxyCommand.parse(Map.of(), arguments(atReverse)));
    entry = EntryPoint.start(EntryPointCommand.parse(Map.of(), arguments(atEntry)));
  }

  /// With one route, to `destination`.
  static FilteredChain start(String atEntry, String atReverse, Destination destination)
      throws Exception {
    return start(atEntry + " -r " + destination.route(), atReverse);
  }

  static FilteredChain start(String atEntry, String atReverse) throws Exception {
    var chain = new FilteredChain(atEntry, atReverse);
    chain.reverse.awaitReady();
    chain.entry.awaitReady();
    return chain;
  }

  private String[] arguments(String own) {
    Keys keys = relay.keys();
    List<String> all =
        new ArrayList<>(
            List.of(
                "-s",
                "127.0.0.1:" + relay.relayPort(),
                "-c",
                keys.serverCert().toString(),
                "-a",
                keys.authPrivate().toString()));
    Stream.of(own.split(" +")).filter(word -> !word.isEmpty()).forEach(all::add);
    return all.toArray(String[]::new);
  }

  EntryPoint entry() {
    return entry;
  }

  /// Leaves the entry-point without a tunnel.
  void stopReverse() {
    reverse.close();
    Await.until(
        () -> "tunnels=" + entry.edge().tunnels().all().size(),
        () -> entry.edge().tunnels().all().isEmpty());
  }

  /// Open streams at both edges together.
  int streams() {
    return entry.edge().streams() + reverse.edge().streams();
  }

  @Override
  public InetSocketAddress address(int route) {
    return Chain.address(entry, route);
  }

  @Override
  public void awaitPool() {}

  @Override
  public void awaitNoStreams() {
    Await.until(() -> "streams=" + streams() + " (expected: 0)", () -> streams() == 0);
  }

  @Override
  public void close() {
    entry.close();
    reverse.close();
    relay.close();
  }
}
