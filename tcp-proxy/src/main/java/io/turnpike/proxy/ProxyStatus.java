package io.turnpike.proxy;

import io.turnpike.forward.Traffic;
import java.util.List;
import java.util.Map;

/// A tcp-proxy at one moment, as people are shown it.
///
/// @param refused connections that were not let in, by reason
/// @param streams some of the connections that are open
record ProxyStatus(
    long streamsOpen,
    long streamsBegun,
    long upBytes,
    long downBytes,
    Map<String, Long> refused,
    List<Route> routes,
    List<Traffic.Row> streams) {
  /// A listener; its numbers are of all connections that came in there.
  record Route(String route, String address, long open, long begun, long upBytes, long downBytes) {}
}
