package io.turnpike.bench.chain;

/// One process of a chain that forwards: the port on which it listens, and where it connects.
record Hop(int listen, String next) {
  /// The hops of a chain in which each process connects to the next: source → entry → relay →
  /// reverse → destination.
  record Line(Hop entry, Hop relay, Hop reverse) {
    static Line of(Assembly assembly) {
      Places places = assembly.places();
      Hop reverse = new Hop(Ports.free(), "127.0.0.1:" + assembly.destinationPort());
      Hop relay = new Hop(Ports.free(), places.reverse().address() + ":" + reverse.listen());
      Hop entry = new Hop(Ports.free(), places.relay().address() + ":" + relay.listen());
      return new Line(entry, relay, reverse);
    }
  }
}
