package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ReceiveWindowTest {
  private static final long ROUND_TRIP = 100;
  private final WindowBudget budget = new WindowBudget(new StreamSettings(1024, 8192, 10_000));

  @Test
  void windowGrowsWhileHalfIsConsumedWithinTwoRoundTrips() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertTrue(window.consume(512, 199, ROUND_TRIP));
    assertEquals(2048, window.windowBytes());
    assertEquals(512 + 2048, window.limit());
  }

  @Test
  void windowStaysWhenTheReaderIsTheLimit() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertTrue(window.consume(512, 200, ROUND_TRIP));
    assertEquals(1024, window.windowBytes());
  }

  @Test
  void windowStopsAtItsMaximum() {
    var window = new ReceiveWindow(budget, 0);
    for (int round = 0; round < 10; round++) {
      consumeHalf(window);
    }
    assertEquals(8192, window.windowBytes());
  }

  @Test
  void allWindowsOfASessionStopAtTheSessionsMaximum() {
    var first = new ReceiveWindow(budget, 0);
    var second = new ReceiveWindow(budget, 0);
    for (int round = 0; round < 10; round++) {
      consumeHalf(first);
      consumeHalf(second);
    }
    assertTrue(budget.grownBytes() <= 10_000);
    assertEquals(first.windowBytes() + second.windowBytes() - 2 * 1024, budget.grownBytes());
    first.release();
    second.release();
    assertEquals(0, budget.grownBytes());
  }

  @Test
  void creditIsNotDueBelowHalf() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertFalse(window.consume(511, 0, ROUND_TRIP));
  }

  private static void consumeHalf(ReceiveWindow window) {
    int half = (int) (window.windowBytes() / 2);
    window.receive(window.received(), half);
    window.consume(half, 0, ROUND_TRIP);
  }
}
