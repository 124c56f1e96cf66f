package io.turnpike.tunnel;

import java.util.function.IntSupplier;

/// The entry-point's pool: as many tunnels as have streams that stay, and some on top, between a
/// minimum and a maximum.
///
/// The ones on top are what the next arrivals get. Streams that stay get a tunnel each as long as
/// there are tunnels; streams that come and go share the rest, and so share writes and records,
/// instead of causing handshakes.
public final class EntryPoolPolicy implements PoolPolicy {
  /// A burst of arrivals must not become a burst of handshakes.
  private static final int MOST_WAITING = 8;

  private final IntSupplier min;
  private final int max;
  private final IntSupplier inUse;

  /// @param min tunnels to keep, and tunnels to keep on top of those in use; 1 and up
  /// @param inUse tunnels that new streams had better not count on; any thread
  public EntryPoolPolicy(int min, int max, IntSupplier inUse) {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "pool of %d to %d tunnels (expected: 1 or more, and no more than the maximum)"
              .formatted(min, max));
    }
    this.min = () -> min;
    this.max = max;
    this.inUse = inUse;
  }

  /// As above, with a minimum that changes with the number of relays, and never exceeds `max`.
  public EntryPoolPolicy(IntSupplier min, int max, IntSupplier inUse) {
    this.min = min;
    this.max = max;
    this.inUse = inUse;
  }

  /// How many tunnels are right for the present use.
  public int wanted() {
    return Math.min(max, inUse.getAsInt() + onTop());
  }

  /// How many streams that come and go share: those on top of the ones in use.
  public int onTop() {
    return min.getAsInt();
  }

  @Override
  public int missing(PoolCounts counts) {
    return Math.min(wanted() - counts.all(), MOST_WAITING - counts.waiting());
  }

  @Override
  public void paired() {}

  @Override
  public void demand(int tunnels) {}
}
