package io.turnpike.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WakefulnessTest {
  private static final long SECOND = 1_000_000_000;

  private final Wakefulness wakefulness =
      new Wakefulness(Duration.ofSeconds(2), 1_000_000, -SECOND);
  private long wallMillis = 1_000_000;
  private long monotonic = -SECOND;

  private Duration after(long wallSeconds, long monotonicSeconds) {
    wallMillis += 1000 * wallSeconds;
    monotonic += SECOND * monotonicSeconds;
    return wakefulness.look(wallMillis, monotonic);
  }

  @Test
  void looksInTimeAreNoSleep() {
    assertEquals(Duration.ZERO, after(2, 2));
    assertEquals(Duration.ZERO, after(3, 3));
  }

  @Test
  void aSuspendedMachineIsSeenByTheWallClock() {
    assertEquals(Duration.ofSeconds(60), after(62, 2));
    assertEquals(Duration.ZERO, after(2, 2));
  }

  @Test
  void aStoppedProcessIsSeenByBothClocks() {
    assertEquals(Duration.ofSeconds(10), after(12, 12));
  }

  @Test
  void aClockThatIsSetBackIsNoSleep() {
    assertEquals(Duration.ZERO, after(-3600, 2));
    assertEquals(Duration.ofSeconds(10), after(12, 2));
  }
}
