package io.turnpike.entry;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.Route;
import java.util.List;

/// What an entry-point is told.
///
/// @param routes at least one, unless there are other listeners
/// @param transparent the ports for connections that rules of the system lead here
public record EntryPointConfig(
    EdgeConfig edge,
    List<Route> routes,
    List<Integer> transparent,
    ConnectionSettings connections,
    ListenerSettings listeners) {
  public EntryPointConfig {
    routes = List.copyOf(routes);
    transparent = List.copyOf(transparent);
    if (routes.isEmpty() && transparent.isEmpty()) {
      throw UserError.usage("--routes: none (expected: at least one, such as 5001:5001)");
    }
  }

  /// With the defaults for the rest.
  public EntryPointConfig(EdgeConfig edge, List<Route> routes) {
    this(edge, routes, List.of(), ConnectionSettings.DEFAULT, ListenerSettings.DEFAULT);
  }
}
