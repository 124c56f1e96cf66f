package io.turnpike.e2e;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// How long this process had no processor while it wanted one: a thread that sleeps in short steps
/// adds up by how much it wakes too late. On a machine that is busy with other things, that is time
/// in which nothing could move.
final class Starvation implements AutoCloseable {
  private static final long STEP_NANOS = 5_000_000;

  /// Less is a timer's ordinary lateness, which a rate makes good.
  private static final long ORDINARY_NANOS = 20_000_000;

  private final AtomicLong lateNanos = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().start(this::watch);
  private volatile boolean closed;

  private void watch() {
    while (!closed) {
      long before = System.nanoTime();
      LockSupport.parkNanos(STEP_NANOS);
      long late = System.nanoTime() - before - STEP_NANOS;
      if (late > ORDINARY_NANOS) {
        lateNanos.addAndGet(late);
      }
    }
  }

  double seconds() {
    return lateNanos.get() / 1e9;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
