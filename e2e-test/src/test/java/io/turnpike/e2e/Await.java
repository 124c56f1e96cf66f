package io.turnpike.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Waits for a counter of a running program, which tells nobody when it changes.
public final class Await {
  public static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(2);

  private Await() {}

  /// Until `condition` holds, or fails the test after [#LIMIT] with `state`.
  public static void until(Supplier<String> state, BooleanSupplier condition) {
    within(LIMIT, state, condition);
  }

  public static void within(Duration limit, Supplier<String> state, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit.toMillis() + " ms: " + state.get());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Until `counter` has stayed what it is, and above 0, for `quiet`.
  public static void standstill(Duration quiet, LongSupplier counter) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long last = counter.getAsLong();
    long since = System.nanoTime();
    while (last == 0 || System.nanoTime() - since < quiet.toNanos()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no standstill, counter=" + last);
      }
      LockSupport.parkNanos(LOOK.toNanos());
      long now = counter.getAsLong();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
    }
  }
}
