package io.turnpike.proxy;

import io.turnpike.cli.UserError;
import io.turnpike.forward.Balance;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.Route;
import io.turnpike.net.HostPort;
import io.turnpike.value.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a tcp-proxy is told.
///
/// @param listen where the listener of the backends listens, port 0 lets the system choose; empty
///   when there are only routes
/// @param backends none exactly when there is no `listen`
/// @param routes further listeners, each with one destination
/// @param transparent the ports for connections that rules of the system lead here
/// @param target where those go that nothing has redirected
/// @param connectTimeout for each backend that is tried
/// @param threads event loops; 0 chooses
public record TcpProxyConfig(
    Optional<HostPort> listen,
    List<HostPort> backends,
    Balance balance,
    List<Route> routes,
    List<Integer> transparent,
    Optional<HostPort> target,
    TlsFiles tls,
    ConnectionSettings connections,
    ListenerSettings listeners,
    Duration connectTimeout,
    Duration drainTimeout,
    int threads) {
  public TcpProxyConfig {
    backends = List.copyOf(backends);
    routes = List.copyOf(routes);
    transparent = List.copyOf(transparent);
    if (listen.isEmpty() != backends.isEmpty()) {
      throw new IllegalArgumentException("listen " + listen + " with backends " + backends);
    }
    if (threads < 0 || threads > 1024) {
      throw UserError.usage("--threads: " + threads + " (expected: 0 to 1024)");
    }
    if (!connectTimeout.isPositive()) {
      throw UserError.usage(
          "--connect-timeout: " + Durations.show(connectTimeout) + " (expected: more than 0)");
    }
  }
}
