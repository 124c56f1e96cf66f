package io.turnpike.bench.chain;

/// How one sees that a process is ready.
sealed interface Ready {
  /// It says so, in a line that holds this.
  record Line(String text) implements Ready {}

  /// It listens on this port of this place.
  record Port(Place place, int port) implements Ready {}
}
