package io.turnpike.forward;

import io.turnpike.value.Durations;
import java.time.Duration;
import java.util.Optional;

/// Measures one connection against [TimeLimits]. Without Netty, clock or timer; on one thread.
final class ConnectionTimes {
  private final TimeLimits limits;
  private final long beganNanos;
  private long movedNanos;
  private boolean halfClosed;

  /// @param nowNanos of `System.nanoTime`, as everywhere here
  ConnectionTimes(TimeLimits limits, long nowNanos) {
    this.limits = limits;
    this.beganNanos = nowNanos;
    this.movedNanos = nowNanos;
  }

  /// A byte has moved.
  void moved(long nowNanos) {
    movedNanos = nowNanos;
  }

  /// One direction has ended.
  void halfClosed(long nowNanos) {
    if (!halfClosed) {
      halfClosed = true;
      movedNanos = nowNanos;
    }
  }

  /// Why the connection has to end now, if it has to.
  Optional<String> expired(long nowNanos) {
    if (isOver(limits.lifetime(), beganNanos, nowNanos)) {
      return Optional.of("older than --max-lifetime " + Durations.show(limits.lifetime()));
    }
    if (halfClosed && isOver(limits.halfClosed(), movedNanos, nowNanos)) {
      return Optional.of(
          "half closed and idle for --half-closed-timeout " + Durations.show(limits.halfClosed()));
    }
    return isOver(limits.idle(), movedNanos, nowNanos)
        ? Optional.of("idle for --idle-timeout " + Durations.show(limits.idle()))
        : Optional.empty();
  }

  private static boolean isOver(Duration limit, long sinceNanos, long nowNanos) {
    return !limit.isZero() && nowNanos - sinceNanos >= limit.toNanos();
  }

  /// When to ask [#expired] again at the earliest, from now; `Long.MAX_VALUE` for never.
  long nextLookNanos(long nowNanos) {
    long next = left(limits.lifetime(), beganNanos, nowNanos);
    next = Math.min(next, left(limits.idle(), movedNanos, nowNanos));
    return halfClosed ? Math.min(next, left(limits.halfClosed(), movedNanos, nowNanos)) : next;
  }

  private static long left(Duration limit, long sinceNanos, long nowNanos) {
    return limit.isZero() ? Long.MAX_VALUE : Math.max(0, limit.toNanos() - (nowNanos - sinceNanos));
  }
}
