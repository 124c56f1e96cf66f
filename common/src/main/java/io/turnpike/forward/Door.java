package io.turnpike.forward;

import java.net.InetSocketAddress;
import java.util.List;

/// A listener as the configuration wants it.
///
/// @param name how the log calls its route
/// @param settings all that it was made from: while this is equal, nothing has changed
public record Door(String name, InetSocketAddress address, Ingress ingress, Object settings) {
  /// For one route.
  ///
  /// @param shared what else its ingress was made from
  public static Door of(Route route, Ingress ingress, Object shared) {
    var address = new InetSocketAddress(route.bindAddress(), route.listenPort());
    return new Door(route.toString(), address, ingress, List.of(route, shared));
  }

  /// Whether both are the same listening socket. A port that the system chooses belongs to its
  /// route's name.
  boolean isSamePlace(Door other) {
    return address.equals(other.address) && (address.getPort() != 0 || name.equals(other.name));
  }
}
