package io.turnpike.tunnel;

/// How large a pool should be. Called on the pool's loop; pure but for what it was told.
public interface PoolPolicy {
  /// How many more tunnels to dial now; 0 or less when there are enough.
  int missing(PoolCounts counts);

  /// A tunnel has left the waiting ones because it was paired.
  void paired();

  /// The relay asks for `tunnels` more than the pool keeps.
  void demand(int tunnels);
}
