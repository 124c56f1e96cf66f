package io.turnpike.net;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/// When a socket that was full is tried again, before the kernel says that it takes more.
///
/// Linux says so only when a third of the send buffer is free. Where that buffer is what bounds a
/// connection, on a path of long round trips, a third less is then on its way, and a stream is a
/// third slower for it (docs/benchmarks.md). So a socket that has not moved for a moment is tried
/// again. Each try must be worth it: one that is not is followed by a longer wait, and the longest
/// by none; then it is the kernel's turn. Belongs to the socket's loop.
final class Refill {
  static final int FIRST_MILLIS = 5;
  static final int LAST_MILLIS = 80;

  /// What a try moves, if it does not move all that waits.
  static final int WORTH_BYTES = 64 * 1024;

  private final Queue queue;
  private final Timer timer;
  private boolean isDue;
  private int millis;
  private long waiting;

  /// What waits for the socket.
  interface Queue {
    /// In bytes.
    long waiting();

    /// Writes what the socket takes of it.
    void write();
  }

  /// Runs something later, on the loop.
  @FunctionalInterface
  interface Timer {
    void schedule(Runnable task, int millis);
  }

  Refill(Queue queue, Timer timer) {
    this.queue = queue;
    this.timer = timer;
  }

  static Refill on(EventExecutor loop, Queue queue) {
    return new Refill(queue, (task, millis) -> loop.schedule(task, millis, TimeUnit.MILLISECONDS));
  }

  /// Something was written, perhaps not all. Any number of times.
  void written() {
    if (!isDue) {
      await(FIRST_MILLIS);
    }
  }

  private void await(int time) {
    waiting = queue.waiting();
    if (waiting > 0) {
      isDue = true;
      millis = time;
      timer.schedule(this::look, time);
    }
  }

  private void look() {
    isDue = false;
    if (queue.waiting() != waiting) { // the kernel asks often enough
      await(FIRST_MILLIS);
      return;
    }
    long before = waiting;
    int waited = millis;
    queue.write();
    if (isDue) {
      return; // more has come behind it
    }
    if (before - queue.waiting() >= WORTH_BYTES) {
      await(FIRST_MILLIS);
    } else if (2 * waited <= LAST_MILLIS) {
      await(2 * waited);
    }
  }
}
