package io.turnpike.forward;

import io.turnpike.net.DestinationPattern;
import java.util.List;

/// What an identity may do through an egress.
///
/// @param permitOpen destinations; empty means any
/// @param maxStreams open at the same time; 0 means no limit of its own
/// @param bytesPerSecond in each direction, over all streams; 0 means no limit
public record Terms(List<DestinationPattern> permitOpen, int maxStreams, long bytesPerSecond) {
  public static final Terms UNLIMITED = new Terms(List.of(), 0, 0);

  public Terms {
    permitOpen = List.copyOf(permitOpen);
  }
}
