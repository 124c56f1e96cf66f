package io.turnpike.identity;

import io.turnpike.net.DestinationPattern;
import java.util.List;

/// How much a grant allows, and to which destinations.
///
/// @param permitOpen the destinations it may reach; empty means any
/// @param maxStreams open at the same time; 0 means no limit of its own
/// @param maxTunnels at a relay at the same time; 0 means no limit of its own
/// @param bytesPerSecond in each direction, over all streams; 0 means no limit
public record GrantLimits(
    List<DestinationPattern> permitOpen, int maxStreams, int maxTunnels, long bytesPerSecond) {
  public static final GrantLimits NONE = new GrantLimits(List.of(), 0, 0, 0);

  public GrantLimits {
    permitOpen = List.copyOf(permitOpen);
  }
}
