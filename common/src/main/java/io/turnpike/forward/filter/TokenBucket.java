package io.turnpike.forward.filter;

/// Spreads things over time at a constant rate, in the order in which they ask. Any thread.
///
/// What is not used up to now is lost but for `burstNanos`' worth, so that a pause is not followed
/// by a flood, and a late timer is made good.
public final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosEach;
  private final long burstNanos;
  private long freeNanos;

  /// @param perSecond how many, more than 0
  /// @param burstNanos how far behind the clock the bucket may be
  /// @param nowNanos of `System.nanoTime`
  public TokenBucket(double perSecond, long burstNanos, long nowNanos) {
    this.nanosEach = NANOS_PER_SECOND / perSecond;
    this.burstNanos = burstNanos;
    this.freeNanos = nowNanos - burstNanos;
  }

  /// Takes `count` now.
  ///
  /// @return how long the one who asked has to wait for what it took; 0 for not at all
  public synchronized long take(long count, long nowNanos) {
    if (freeNanos - (nowNanos - burstNanos) < 0) {
      freeNanos = nowNanos - burstNanos;
    }
    long waitNanos = Math.max(0, freeNanos - nowNanos);
    freeNanos += (long) (count * nanosEach);
    return waitNanos;
  }

  /// Takes one if that need not wait.
  public synchronized boolean tryTake(long nowNanos) {
    if (freeNanos - nowNanos > 0) {
      return false;
    }
    take(1, nowNanos);
    return true;
  }
}
