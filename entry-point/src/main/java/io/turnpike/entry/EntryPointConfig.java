package io.turnpike.entry;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.forward.Route;
import java.util.List;

/// What an entry-point is told.
///
/// @param routes at least one
public record EntryPointConfig(EdgeConfig edge, List<Route> routes) {
  public EntryPointConfig {
    routes = List.copyOf(routes);
    if (routes.isEmpty()) {
      throw UserError.usage("--routes: none (expected: at least one, such as 5001:5001)");
    }
  }
}
