package io.turnpike.bench.chain;

/// What a chain needs or bears that others do not.
///
/// @param compiles whether its programs compile while they run, and so need a long warm-up
/// @param mostConnections how many it is asked to hold at once, at most
record Traits(boolean compiles, int mostConnections) {
  static final Traits COMPILED = new Traits(false, Integer.MAX_VALUE);
  static final Traits COMPILES = new Traits(true, Integer.MAX_VALUE);
}
