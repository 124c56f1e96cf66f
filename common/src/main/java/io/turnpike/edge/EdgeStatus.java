package io.turnpike.edge;

import io.turnpike.forward.Traffic;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// An edge at one moment, as people are shown it.
///
/// @param resuming streams that wait for another tunnel
/// @param refused connections that were not let in, or not dialled for, by reason
/// @param certificateDays until the relay's certificate ends
/// @param streams some of those that are open
record EdgeStatus(
    String role,
    String group,
    String name,
    String identity,
    String instance,
    double certificateDays,
    int sessions,
    long streamsOpen,
    long streamsBegun,
    int resuming,
    long upBytes,
    long downBytes,
    long queuedBytes,
    long authenticationFailures,
    Map<String, Long> refused,
    List<Relay> relays,
    List<Route> routes,
    List<TunnelRow> tunnels,
    List<Traffic.Row> streams) {
  /// A relay of this edge.
  ///
  /// @param serving reverse-proxies of the group, as this relay says
  /// @param roundTripMillis to the far end, through this relay; 0 where it is not known
  /// @param waiting tunnels that are not paired
  record Relay(
      String address,
      boolean up,
      Instant since,
      String problem,
      int serving,
      double roundTripMillis,
      int waiting,
      int carrying,
      int idle,
      int streams) {}

  /// A listener; its numbers are of all connections that came in there.
  record Route(String route, String address, long open, long begun, long upBytes, long downBytes) {}

  /// A tunnel that carries.
  record TunnelRow(
      String tunnel,
      String relay,
      String peer,
      int streams,
      double roundTripMillis,
      long queuedBytes,
      boolean draining) {}
}
