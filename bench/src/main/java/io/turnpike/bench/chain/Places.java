package io.turnpike.bench.chain;

/// Where the parts of a chain run: the source with the entry-point, the relay, the reverse-proxy
/// with the destination.
record Places(Place entry, Place relay, Place reverse) {
  static Places loopback() {
    Place here = Place.loopback();
    return new Places(here, here, here);
  }

  Place of(RoleName role) {
    return switch (role) {
      case ENTRY -> entry;
      case RELAY -> relay;
      case REVERSE -> reverse;
    };
  }
}
