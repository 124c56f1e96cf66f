package io.turnpike.tunnel;

/// The reverse-proxy's pool: a number of tunnels wait at the relay, and as many more as the relay
/// has demanded for entry-points that wait, all within a maximum.
public final class ReversePoolPolicy implements PoolPolicy {
  private final int waiting;
  private final int max;
  private int demanded;

  public ReversePoolPolicy(int waiting, int max) {
    if (waiting < 1 || max < waiting) {
      throw new IllegalArgumentException(
          "pool of %d to %d tunnels (expected: 1 or more, and no more than the maximum)"
              .formatted(waiting, max));
    }
    this.waiting = waiting;
    this.max = max;
  }

  @Override
  public int missing(PoolCounts counts) {
    return Math.min(waiting + demanded - counts.waiting(), max - counts.all());
  }

  @Override
  public void paired() {
    demanded = Math.max(0, demanded - 1);
  }

  @Override
  public void demand(int tunnels) {
    demanded = Math.min(max, demanded + tunnels);
  }
}
