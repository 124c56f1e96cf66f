package io.turnpike.cli;

import io.netty.util.concurrent.EventExecutor;
import io.turnpike.value.Durations;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The orderly end of a program: takes nothing new, and lets what is open end, for so long at most.
/// Any thread.
public final class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final long LOOK_MILLIS = 50;

  private final EventExecutor loop;
  private final String what;
  private final IntSupplier open;
  private final Duration timeout;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean begun = new AtomicBoolean();

  /// @param loop where it is looked how much is open
  /// @param what is open, for the log
  public Drain(EventExecutor loop, String what, IntSupplier open, Duration timeout) {
    this.loop = loop;
    this.what = what;
    this.open = open;
    this.timeout = timeout;
  }

  /// Runs `stop`, which lets nothing new in, and returns; [#await] tells when all has ended. Once
  /// more does nothing.
  public void begin(Runnable stop) {
    if (begun.compareAndSet(false, true)) {
      log.info("draining {}={} timeout={}", what, open.getAsInt(), Durations.show(timeout));
      stop.run();
      long deadline = System.nanoTime() + timeout.toNanos();
      loop.execute(() -> look(deadline));
    }
  }

  public boolean isBegun() {
    return begun.get();
  }

  private void look(long deadlineNanos) {
    int left = open.getAsInt();
    if (left == 0) {
      log.info("drained");
      end();
    } else if (System.nanoTime() >= deadlineNanos) {
      log.info("drain timeout: {}={} are cut", what, left);
      end();
    } else {
      loop.schedule(() -> look(deadlineNanos), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// Lets those that wait for the end go on.
  public void end() {
    ended.countDown();
  }

  /// Waits until all has ended, or the time is over.
  public void await() throws InterruptedException {
    ended.await();
  }
}
