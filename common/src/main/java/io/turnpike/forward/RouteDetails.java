package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What a route may say beside where it leads.
///
/// @param name how the log calls it; else its text
/// @param bind where it listens, if not where its sources say
/// @param allow who may connect; empty for anybody
/// @param limits of this route alone, besides those of the program
/// @param bytesPerSecond in each direction, for all its connections together; 0 for no limit
/// @param filters of this route alone, behind those of the program
public record RouteDetails(
    Optional<String> name,
    Optional<InetAddress> bind,
    List<Cidr> allow,
    AdmissionLimits limits,
    long bytesPerSecond,
    Filters filters) {
  public static final RouteDetails NONE =
      new RouteDetails(
          Optional.empty(), Optional.empty(), List.of(), AdmissionLimits.NONE, 0, Filters.NONE);

  public RouteDetails {
    allow = List.copyOf(allow);
  }
}
