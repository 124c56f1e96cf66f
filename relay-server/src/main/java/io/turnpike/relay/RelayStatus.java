package io.turnpike.relay;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A relay at one moment, as people are shown it.
///
/// @param strangers connections that are not authorised yet
/// @param turnedAway strangers that were not let in
/// @param authenticationFailures strangers that tried something and were not authorised
/// @param refused edges that were not welcome, by reason
/// @param certificateDays until its certificate ends
record RelayStatus(
    double certificateDays,
    int edgesOnline,
    int tunnelsPaired,
    long tunnelsBegun,
    int tunnelsWaiting,
    int strangers,
    long turnedAway,
    long authenticationFailures,
    long upBytes,
    long downBytes,
    long queuedBytes,
    Map<String, Long> refused,
    List<Group> groups,
    List<Edge> edges,
    List<TunnelRow> tunnels) {
  /// A group with its edges, tunnels and bytes.
  record Group(
      String group,
      int entryPoints,
      int reverseProxies,
      int paired,
      int waiting,
      long upBytes,
      long downBytes) {}

  /// A control connection.
  record Edge(
      String group,
      String role,
      String name,
      String instance,
      String identity,
      String remote,
      Instant since,
      int paired,
      int waiting) {}

  /// A pair.
  record TunnelRow(
      String tunnel, String group, String entry, String reverse, long upBytes, long downBytes) {}
}
