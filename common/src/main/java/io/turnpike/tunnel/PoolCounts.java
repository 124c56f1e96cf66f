package io.turnpike.tunnel;

/// How many tunnels of a pool are where.
///
/// @param waiting dialling or pending: not paired yet
/// @param paired from PAIRED up to CARRYING
public record PoolCounts(int waiting, int paired) {
  int all() {
    return waiting + paired;
  }
}
