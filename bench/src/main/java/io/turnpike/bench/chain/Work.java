package io.turnpike.bench.chain;

/// One of the works that every chain does.
interface Work {
  /// How it is called on the command line.
  String name();

  void run(Bed bed) throws Exception;
}
