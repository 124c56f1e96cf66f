package io.turnpike.bench.chain;

import java.util.Optional;

/// Nothing between source and destination: what the machine and the load itself can do.
final class DirectChain implements Chain {
  @Override
  public String name() {
    return "direct";
  }

  @Override
  public Optional<String> version() {
    return Optional.of("a plain TCP connection");
  }

  /// The load itself compiles while it runs.
  @Override
  public Traits traits() {
    return Traits.COMPILES;
  }

  @Override
  public void assemble(Assembly assembly) {}
}
