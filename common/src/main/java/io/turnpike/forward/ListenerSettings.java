package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.RateFilter;
import io.turnpike.net.Cidr;
import io.turnpike.net.Listener;
import java.util.List;

/// What holds for the listeners of a program.
///
/// @param admission over all of them
/// @param headersFrom who has to begin each connection with a PROXY header; empty when nobody does
/// @param tproxyPorts where connections come in that TPROXY rules lead here
/// @param bytesPerSecond of each listener in each direction, for all its connections together; 0
///   for no limit
public record ListenerSettings(
    AdmissionLimits admission,
    Listener.Options sockets,
    List<Cidr> headersFrom,
    List<Integer> tproxyPorts,
    long bytesPerSecond) {
  public static final ListenerSettings DEFAULT =
      new ListenerSettings(AdmissionLimits.NONE, Listener.Options.DEFAULT, List.of(), List.of(), 0);

  public ListenerSettings {
    headersFrom = List.copyOf(headersFrom);
    tproxyPorts = List.copyOf(tproxyPorts);
  }

  /// For the connections of one listener.
  ///
  /// @param route how the log names it
  public Entrance entrance(String route, Filters filters) {
    return new Entrance(
        route,
        bytesPerSecond == 0
            ? filters
            : filters.withFirst("--rate-limit", RateFilter.shared(bytesPerSecond)));
  }

  /// For the connections of a route.
  public Entrance entrance(Route route, Filters filters) {
    RouteDetails details = route.details();
    Filters own = details.filters();
    if (details.bytesPerSecond() > 0) {
      own = own.withFirst("rateLimit", RateFilter.shared(details.bytesPerSecond()));
    }
    return entrance(route.toString(), filters.with(own));
  }
}
