package io.turnpike.reverse;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.net.DestinationPattern;
import java.util.List;

/// What a reverse-proxy is told.
///
/// @param allow the destinations that may be dialled for whomever; empty means all
/// @param deny those that may not, whatever else permits them
/// @param maxStreams of all entry-points together
public record ReverseProxyConfig(
    EdgeConfig edge,
    List<DestinationPattern> allow,
    List<DestinationPattern> deny,
    int maxStreams,
    ConnectionSettings connections) {
  static final int DEFAULT_MAX_STREAMS = 16_384;

  public ReverseProxyConfig {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    if (maxStreams < 1) {
      throw UserError.usage("--max-streams: " + maxStreams + " (expected: at least 1)");
    }
  }

  /// With the defaults for the connections.
  public ReverseProxyConfig(
      EdgeConfig edge,
      List<DestinationPattern> allow,
      List<DestinationPattern> deny,
      int maxStreams) {
    this(edge, allow, deny, maxStreams, ConnectionSettings.DEFAULT);
  }

  /// With the defaults for everything else.
  public ReverseProxyConfig(EdgeConfig edge) {
    this(edge, List.of(), List.of(), DEFAULT_MAX_STREAMS);
  }
}
