package io.turnpike.entry;

import io.netty.util.NetUtil;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.Route;
import io.turnpike.front.Front;
import java.util.List;

/// What an entry-point is told.
///
/// @param routes at least one, unless there are other listeners
/// @param transparent the ports for connections that rules of the system lead here
/// @param fronts where sources say where they want to go
public record EntryPointConfig(
    EdgeConfig edge,
    List<Route> routes,
    List<Integer> transparent,
    List<Front> fronts,
    ConnectionSettings connections,
    ListenerSettings listeners) {
  public EntryPointConfig {
    routes = List.copyOf(routes);
    transparent = List.copyOf(transparent);
    fronts = List.copyOf(fronts);
    if (routes.isEmpty()
        && transparent.isEmpty()
        && listeners.tproxyPorts().isEmpty()
        && fronts.isEmpty()) {
      throw UserError.usage("--routes: none (expected: at least one, such as 5001:5001)");
    }
    if (listeners.admission().allow().isEmpty()) {
      fronts.stream().filter(Front::isOpenToAnybody).forEach(EntryPointConfig::refuse);
    }
  }

  /// Whoever could reach it could reach all that the far end can.
  private static void refuse(Front front) {
    throw UserError.usage(
        "--%s: %s lets in whoever reaches it (expected: a loopback address, CIDR:PORT, or --allow CIDR)"
            .formatted(front.kind().word(), NetUtil.toSocketAddressString(front.address())));
  }

  /// Without fronts.
  public EntryPointConfig(
      EdgeConfig edge,
      List<Route> routes,
      List<Integer> transparent,
      ConnectionSettings connections,
      ListenerSettings listeners) {
    this(edge, routes, transparent, List.of(), connections, listeners);
  }

  /// With the defaults for the rest.
  public EntryPointConfig(EdgeConfig edge, List<Route> routes) {
    this(edge, routes, List.of(), List.of(), ConnectionSettings.DEFAULT, ListenerSettings.DEFAULT);
  }
}
