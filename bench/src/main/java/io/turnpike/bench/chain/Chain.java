package io.turnpike.bench.chain;

import java.util.Optional;

/// A way to bring a source's bytes to a destination.
interface Chain {
  String name();

  /// The program and its version; empty when it is not installed.
  Optional<String> version();

  Traits traits();

  /// Starts its roles and names the address for the source.
  void assemble(Assembly assembly) throws Exception;
}
