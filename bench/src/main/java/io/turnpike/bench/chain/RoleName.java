package io.turnpike.bench.chain;

import java.util.Locale;

/// The three processes of a chain, in the order in which they are started: each finds the one it
/// leads to already there; and the only one of a chain without a tunnel.
enum RoleName {
  RELAY,
  REVERSE,
  ENTRY,
  PROXY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
