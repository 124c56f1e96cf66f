package io.turnpike.edge;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.Sessions;
import io.turnpike.tunnel.RelayLink;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What an [EdgeRuntime] is made of, for those that look at it.
record EdgeParts(
    Role role,
    EdgeConfig config,
    EdgeKeys keys,
    InstanceId instance,
    Sessions sessions,
    List<Linked> links,
    BooleanSupplier draining) {
  /// A link and the path of its tunnels.
  record Linked(RelayPath path, RelayLink link) {}
}
