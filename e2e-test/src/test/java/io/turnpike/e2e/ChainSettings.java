package io.turnpike.e2e;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.net.HostPort;
import io.turnpike.relay.RelayServerConfig;
import io.turnpike.relay.StrangerLimits;
import java.time.Duration;
import java.util.List;

/// What a [Chain] is told; the defaults are those of the command lines, but for the threads and the
/// time limits.
///
/// @param relayHost where the relay listens and the edges dial
/// @param routes of each entry-point; port 0 lets the system choose
/// @param threads of each program
/// @param strangers what the relay bears of them
public record ChainSettings(
    String relayHost,
    List<String> routes,
    String group,
    int pool,
    int maxTunnels,
    int threads,
    Duration connectTimeout,
    Duration drainTimeout,
    Duration resumeTimeout,
    StrangerLimits strangers) {
  /// Hostile tests and edges share 127.0.0.1, and a test is a crowd.
  private static final StrangerLimits LENIENT =
      new StrangerLimits(
          10_000,
          10_000,
          1_000_000,
          1 << 20,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ZERO);

  private static final ChainSettings DEFAULT =
      new ChainSettings(
          "127.0.0.1",
          List.of(),
          "7",
          4,
          64,
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          LENIENT);

  public static ChainSettings of(String... routes) {
    return DEFAULT.withRoutes(routes);
  }

  public ChainSettings withRoutes(String... routes) {
    return new ChainSettings(
        relayHost,
        List.of(routes),
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withRelayHost(String relayHost) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withGroup(String group) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withPool(int pool, int maxTunnels) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withThreads(int threads) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withConnectTimeout(Duration connectTimeout) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withDrainTimeout(Duration drainTimeout) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withResumeTimeout(Duration resumeTimeout) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public ChainSettings withStrangers(StrangerLimits strangers) {
    return new ChainSettings(
        relayHost,
        routes,
        group,
        pool,
        maxTunnels,
        threads,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        strangers);
  }

  public RelayServerConfig relay(Keys keys, int port) {
    return new RelayServerConfig(
            relayHost,
            port,
            keys.serverCert(),
            keys.serverKey(),
            keys.authPublic(),
            keys.relayAuthorizedKeys(),
            drainTimeout,
            threads)
        .with(strangers);
  }

  /// @param name how the relay's log calls the edge
  public EdgeConfig edge(Keys keys, int relayPort, String name) {
    return edge(keys, List.of(relayPort), name);
  }

  /// As above, with several relays.
  public EdgeConfig edge(Keys keys, List<Integer> relayPorts, String name) {
    return new EdgeConfig(
        relayPorts.stream().map(port -> new HostPort(relayHost, port)).toList(),
        group,
        keys.serverCert(),
        keys.authPrivate(),
        keys.authorizedKeys(),
        name,
        pool,
        maxTunnels,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        threads);
  }
}
