package io.turnpike.forward;

import io.turnpike.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/// How many sources may connect, and which.
///
/// @param maxConnections at once; 0 for no limit
/// @param maxPerSource at once from one address; 0 for no limit
/// @param acceptPerSecond how many may be admitted in a second; 0 for no limit
/// @param allow who may connect; empty for anybody
/// @param deny who may not, even if allowed
public record AdmissionLimits(
    int maxConnections, int maxPerSource, int acceptPerSecond, List<Cidr> allow, List<Cidr> deny) {
  public static final AdmissionLimits NONE = new AdmissionLimits(0, 0, 0, List.of(), List.of());

  public AdmissionLimits {
    require("--max-connections", maxConnections);
    require("--max-connections-per-source", maxPerSource);
    require("--accept-rate", acceptPerSecond);
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  private static void require(String option, int number) {
    if (number < 0) {
      throw new IllegalArgumentException(option + ": " + number + " (expected: 0 or more)");
    }
  }

  boolean permits(InetAddress source) {
    return (allow.isEmpty() || allow.stream().anyMatch(each -> each.contains(source)))
        && deny.stream().noneMatch(each -> each.contains(source));
  }
}
