package io.turnpike.edge;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.tunnel.RelayTarget;
import java.util.List;

/// Which of the relays that are known an edge would be linked to, as long as none fails.
public final class RelayOrder {
  private RelayOrder() {}

  /// @param known addresses of the relays' names
  public static List<RelayTarget> first(List<RelayTarget> known, EdgeConfig config) {
    int perEdge = config.spread().perEdge();
    if (perEdge == 0) {
      return known.stream().limit(RelayChoice.MOST_LINKS).toList();
    }
    return new Rendezvous(config.group())
        .order(known, target -> target.address().toString()).stream().limit(perEdge).toList();
  }
}
