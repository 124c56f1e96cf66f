package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionTimesTest {
  private static final long SECOND = 1_000_000_000;

  private static ConnectionTimes of(int idle, int halfClosed, int lifetime) {
    return new ConnectionTimes(
        new TimeLimits(
            Duration.ofSeconds(idle), Duration.ofSeconds(halfClosed), Duration.ofSeconds(lifetime)),
        0);
  }

  @Test
  void withoutLimitsNothingExpires() {
    ConnectionTimes times = of(0, 0, 0);
    times.halfClosed(0);
    assertEquals(Optional.empty(), times.expired(1_000_000 * SECOND));
    assertEquals(Long.MAX_VALUE, times.nextLookNanos(0));
  }

  @Test
  void idleCountsFromTheLastByte() {
    ConnectionTimes times = of(10, 0, 0);
    assertEquals(10 * SECOND, times.nextLookNanos(0));
    times.moved(7 * SECOND);
    assertEquals(Optional.empty(), times.expired(10 * SECOND));
    assertEquals(7 * SECOND, times.nextLookNanos(10 * SECOND));
    assertEquals(Optional.of("idle for --idle-timeout 10s"), times.expired(17 * SECOND));
  }

  @Test
  void halfClosedCountsOnlyThen() {
    ConnectionTimes times = of(0, 5, 0);
    assertEquals(Optional.empty(), times.expired(100 * SECOND));
    assertEquals(Long.MAX_VALUE, times.nextLookNanos(100 * SECOND));
    times.halfClosed(100 * SECOND);
    assertEquals(5 * SECOND, times.nextLookNanos(100 * SECOND));
    times.moved(104 * SECOND);
    assertEquals(Optional.empty(), times.expired(108 * SECOND));
    times.halfClosed(108 * SECOND); // the other direction: no new beginning
    assertEquals(
        Optional.of("half closed and idle for --half-closed-timeout 5s"),
        times.expired(109 * SECOND));
  }

  @Test
  void lifetimeCountsWhateverMoves() {
    ConnectionTimes times = of(10, 5, 20);
    times.moved(19 * SECOND);
    assertEquals(SECOND, times.nextLookNanos(19 * SECOND));
    assertEquals(Optional.empty(), times.expired(19 * SECOND));
    assertEquals(Optional.of("older than --max-lifetime 20s"), times.expired(20 * SECOND));
    assertEquals(0, times.nextLookNanos(21 * SECOND));
  }
}
