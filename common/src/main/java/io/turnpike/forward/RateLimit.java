package io.turnpike.forward;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes a second may pass, on average, for all that share it. What has passed is paid for
/// by waiting; a fifth of a second of quiet is saved up. Pure; time is a parameter, in nanoseconds.
/// Safe for all loops.
final class RateLimit {
  private static final long SAVED_NANOS = 200_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final AtomicLong paidUntil;

  RateLimit(long nowNanos) {
    this.paidUntil = new AtomicLong(nowNanos);
  }

  /// Notes that bytes have passed.
  ///
  /// @param bytesPerSecond the limit that holds now; more than 0
  void take(int bytes, long bytesPerSecond, long nowNanos) {
    long cost = (long) (bytes * (NANOS_PER_SECOND / bytesPerSecond));
    paidUntil.updateAndGet(until -> Math.max(until, nowNanos - SAVED_NANOS) + cost);
  }

  /// How long to wait until everything is paid for; 0 when it is.
  long waitNanos(long nowNanos) {
    return Math.max(0, paidUntil.get() - nowNanos);
  }
}
