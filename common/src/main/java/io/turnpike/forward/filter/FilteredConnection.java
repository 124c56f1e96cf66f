package io.turnpike.forward.filter;

import java.net.InetSocketAddress;

/// The connection that a [Filter] is made for.
///
/// @param id as in the logs (`conn=`)
/// @param source who connected, as seen where it was accepted
/// @param route the way it came, as the log names it; the destination where only that is known
/// @param destination `host:port` as it was asked for
public record FilteredConnection(
    String id, InetSocketAddress source, String route, String destination) {}
