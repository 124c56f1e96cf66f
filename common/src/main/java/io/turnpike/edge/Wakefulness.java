package io.turnpike.edge;

import java.time.Duration;

/// Notices from the clocks that the machine or the process did not run for a while: it was
/// suspended, or stopped. Pure; belongs to one loop.
final class Wakefulness {
  private static final long WORTH_A_WORD_NANOS = Duration.ofSeconds(5).toNanos();

  private final long periodNanos;
  private long wallNanos;
  private long monotonicNanos;

  /// @param period between two looks
  /// @param wallMillis of `System.currentTimeMillis`, which goes on while the machine sleeps
  /// @param monotonicNanos of `System.nanoTime`, which goes on while the process is stopped
  Wakefulness(Duration period, long wallMillis, long monotonicNanos) {
    this.periodNanos = period.toNanos();
    this.wallNanos = wallMillis * 1_000_000;
    this.monotonicNanos = monotonicNanos;
  }

  /// @return how long it slept since the last look; zero when that is not worth a word
  Duration look(long wallMillis, long nowMonotonicNanos) {
    long wall = wallMillis * 1_000_000 - wallNanos;
    long monotonic = nowMonotonicNanos - monotonicNanos;
    wallNanos += wall;
    monotonicNanos = nowMonotonicNanos;
    long slept = Math.max(wall, monotonic) - periodNanos;
    return slept > WORTH_A_WORD_NANOS ? Duration.ofNanos(slept) : Duration.ZERO;
  }
}
