package io.turnpike.bench.chain;

import io.turnpike.bench.path.LongPath;
import io.turnpike.bench.path.Namespace;

/// Where the parts of a chain run: the source with the entry-point, the relay, the reverse-proxy
/// with the destination.
record Places(Place entry, Place relay, Place reverse) {
  /// All on this machine's loopback, as that is.
  static Places loopback() {
    return all(Place.loopback());
  }

  /// All on the loopback of a namespace.
  static Places loopback(Namespace namespace) {
    return all(Place.in(namespace, Place.loopback().address()));
  }

  private static Places all(Place here) {
    return new Places(here, here, here);
  }

  /// Each in its own namespace.
  static Places of(LongPath path) {
    return new Places(
        Place.in(path.entry(), "127.0.0.1"),
        Place.in(path.relay(), LongPath.RELAY_ADDRESS),
        Place.in(path.reverse(), LongPath.REVERSE_ADDRESS));
  }

  Place of(RoleName role) {
    return switch (role) {
      case ENTRY, PROXY -> entry;
      case RELAY -> relay;
      case REVERSE -> reverse;
    };
  }
}
