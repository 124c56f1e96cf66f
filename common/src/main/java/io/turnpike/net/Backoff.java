package io.turnpike.net;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt, with full jitter: `rand(0, min(cap, base * 2^n))`.
///
/// Pure: it neither sleeps nor reads a clock. Not thread-safe; one for each thing that is retried.
public final class Backoff {
  public static final Duration BASE = Duration.ofMillis(250);

  /// Three seconds, so that service is back within five of a relay that was restarted.
  public static final Duration CAP = Duration.ofSeconds(3);

  private final RandomGenerator random;
  private final long baseMillis;
  private final long capMillis;
  private long ceilingMillis;

  public Backoff(RandomGenerator random) {
    this(BASE, CAP, random);
  }

  public Backoff(Duration base, Duration cap, RandomGenerator random) {
    if (!base.isPositive() || cap.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "base " + base + ", cap " + cap + " (expected: 0 < base <= cap)");
    }
    this.random = random;
    this.baseMillis = base.toMillis();
    this.capMillis = cap.toMillis();
    this.ceilingMillis = baseMillis;
  }

  /// The wait before the next attempt, from zero to the ceiling, both included; then doubles the
  /// ceiling up to the cap.
  public Duration next() {
    long millis = random.nextLong(ceilingMillis + 1);
    ceilingMillis = Math.min(capMillis, ceilingMillis * 2);
    return Duration.ofMillis(millis);
  }

  /// Like [#next()], added to what the peer asked for: never earlier, and still spread.
  public Duration next(Duration atLeast) {
    return atLeast.plus(next());
  }

  /// After a success: the next wait starts small again.
  public void reset() {
    ceilingMillis = baseMillis;
  }
}
