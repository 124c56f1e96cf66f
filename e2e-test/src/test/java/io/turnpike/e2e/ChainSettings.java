package io.turnpike.e2e;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.net.HostPort;
import io.turnpike.relay.RelayServerConfig;
import java.time.Duration;
import java.util.List;

/// What a [Chain] is told; the defaults are those of the command lines, but for the threads and the
/// time limits.
///
/// @param relayHost where the relay listens and the edges dial
/// @param routes of each entry-point; port 0 lets the system choose
/// @param threads of each program
public record ChainSettings(
    String relayHost,
    List<String> routes,
    String group,
    int pool,
    int maxTunnels,
    int threads,
    Duration connectTimeout,
    Duration drainTimeout) {
  private static final ChainSettings DEFAULT =
      new ChainSettings(
          "127.0.0.1", List.of(), "7", 4, 64, 1, Duration.ofSeconds(5), Duration.ofSeconds(5));

  public static ChainSettings of(String... routes) {
    return DEFAULT.withRoutes(routes);
  }

  public ChainSettings withRoutes(String... routes) {
    return new ChainSettings(
        relayHost, List.of(routes), group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withRelayHost(String relayHost) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withGroup(String group) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withPool(int pool, int maxTunnels) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withThreads(int threads) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withConnectTimeout(Duration connectTimeout) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public ChainSettings withDrainTimeout(Duration drainTimeout) {
    return new ChainSettings(
        relayHost, routes, group, pool, maxTunnels, threads, connectTimeout, drainTimeout);
  }

  public RelayServerConfig relay(Keys keys, int port) {
    return new RelayServerConfig(
        relayHost,
        port,
        keys.serverCert(),
        keys.serverKey(),
        keys.authPublic(),
        keys.authorizedKeys(),
        drainTimeout,
        threads);
  }

  /// @param name how the relay's log calls the edge
  public EdgeConfig edge(Keys keys, int relayPort, String name) {
    return new EdgeConfig(
        new HostPort(relayHost, relayPort),
        group,
        keys.serverCert(),
        keys.authPrivate(),
        keys.authorizedKeys(),
        name,
        pool,
        maxTunnels,
        connectTimeout,
        drainTimeout,
        threads);
  }
}
