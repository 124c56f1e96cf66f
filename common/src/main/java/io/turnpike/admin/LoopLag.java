package io.turnpike.admin;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.metric.TimedSample;
import io.turnpike.metric.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// How late the event loops are: twice a second each is asked to run something at a given time. Any
/// thread.
final class LoopLag implements AutoCloseable {
  private static final long LOOK_NANOS = 500_000_000;
  private static final int REMEMBERED = 20;

  private final Timings timings = new Timings();
  private final List<Probe> probes = new ArrayList<>();
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();

  LoopLag(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      var probe = new Probe();
      probes.add(probe);
      timers.add(loop.scheduleAtFixedRate(probe, LOOK_NANOS, LOOK_NANOS, TimeUnit.NANOSECONDS));
    }
  }

  /// Belongs to one loop, but for what it remembers.
  private final class Probe implements Runnable {
    private final AtomicLongArray last = new AtomicLongArray(REMEMBERED);
    private long dueNanos = System.nanoTime() + LOOK_NANOS;
    private int looks;

    @Override
    public void run() {
      long lateNanos = Math.max(0, System.nanoTime() - dueNanos);
      dueNanos += LOOK_NANOS;
      timings.record(lateNanos);
      last.set(looks++ % REMEMBERED, lateNanos);
    }

    long longest() {
      long nanos = 0;
      for (int i = 0; i < REMEMBERED; i++) {
        nanos = Math.max(nanos, last.get(i));
      }
      return nanos;
    }
  }

  /// The longest of the last ten seconds.
  Duration longest() {
    return Duration.ofNanos(probes.stream().mapToLong(Probe::longest).max().orElse(0));
  }

  TimedSample sample() {
    return new TimedSample(
        "turnpike_event_loop_lag", "How late an event loop does what is due.", Map.of(), timings);
  }

  @Override
  public void close() {
    timers.forEach(timer -> timer.cancel(false));
  }
}
