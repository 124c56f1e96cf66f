package io.turnpike.doctor;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.forward.Route;
import java.util.List;

/// The entry-point that is looked at.
///
/// @param routes whose destinations are dialled; may be empty
public record Examined(EdgeConfig edge, List<Route> routes) {
  public Examined {
    routes = List.copyOf(routes);
  }
}
