package io.turnpike.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// Gives the leaf to show in the next handshake, and mints a new one when it is a day old, so that
/// a process may run for years.
///
/// For any thread. Minting takes about a millisecond, once a day, on the thread that asks.
public final class RenewingLeaf implements Supplier<Leaf> {
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final IdentityKeyPair keyPair;
  private final Clock clock;
  private volatile Minted current;

  private record Minted(Leaf leaf, Instant at) {}

  public RenewingLeaf(IdentityKeyPair keyPair, Clock clock) {
    this.keyPair = keyPair;
    this.clock = clock;
    this.current = mint();
  }

  @Override
  public Leaf get() {
    Minted minted = current;
    return isFresh(minted) ? minted.leaf() : renew();
  }

  private synchronized Leaf renew() {
    if (!isFresh(current)) {
      current = mint();
    }
    return current.leaf();
  }

  private Minted mint() {
    return new Minted(Leaf.mint(keyPair, clock), clock.instant());
  }

  /// A clock that was set back makes a leaf stale too: it could lie in the future by more than
  /// peers tolerate.
  private boolean isFresh(Minted minted) {
    return Duration.between(minted.at(), clock.instant()).abs().compareTo(MAX_AGE) < 0;
  }
}
