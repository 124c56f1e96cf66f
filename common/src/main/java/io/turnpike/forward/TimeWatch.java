package io.turnpike.forward;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at the [ConnectionTimes] of one connection when a limit may be reached, and measures
/// nothing before that. On one loop.
final class TimeWatch {
  private final TimeLimits limits;
  private final EventExecutor loop;
  private final Consumer<String> expired;
  private @Nullable ConnectionTimes times;
  private @Nullable ScheduledFuture<?> timer;

  /// @param expired told why the connection has to end
  TimeWatch(TimeLimits limits, EventExecutor loop, Consumer<String> expired) {
    this.limits = limits;
    this.loop = loop;
    this.expired = expired;
    if (!limits.isOnlyHalfClosed()) {
      times = new ConnectionTimes(limits, System.nanoTime());
      look();
    }
  }

  /// A byte has moved.
  void moved() {
    if (times != null) {
      times.moved(System.nanoTime());
    }
  }

  /// One direction has ended.
  void halfClosed() {
    if (limits.halfClosed().isZero()) {
      return;
    }
    long now = System.nanoTime();
    if (times == null) {
      times = new ConnectionTimes(limits, now);
    }
    times.halfClosed(now);
    cancel();
    look();
  }

  private void look() {
    if (times == null) {
      return;
    }
    long now = System.nanoTime();
    Optional<String> why = times.expired(now);
    if (why.isPresent()) {
      expired.accept(why.get());
      return;
    }
    long nanos = times.nextLookNanos(now);
    if (nanos < Long.MAX_VALUE) {
      timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /// The connection is over.
  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
