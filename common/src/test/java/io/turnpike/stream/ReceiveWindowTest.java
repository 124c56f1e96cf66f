package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.Frame;
import org.junit.jupiter.api.Test;

final class ReceiveWindowTest {
  private static final long ROUND_TRIP = 100;
  private final QueuedBytes queued = new QueuedBytes(1 << 20, () -> 0);
  private final WindowBudget budget =
      new WindowBudget(new StreamSettings(1024, 8192, 10_000, 1 << 20, 0), queued);

  @Test
  void windowGrowsWhileHalfIsConsumedWithinTwoRoundTrips() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertTrue(window.consume(512, 199, ROUND_TRIP));
    assertEquals(2048, window.windowBytes());
    assertEquals(new Frame.Credit(7, 512, 512 + 2048), window.credit(7));
  }

  @Test
  void windowStaysWhenTheReaderIsTheLimit() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertTrue(window.consume(512, 201, ROUND_TRIP));
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
  void aFinCountsAsOneByteOnceEverythingIsConsumed() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 10);
    window.consume(9, 0, ROUND_TRIP);
    window.finish();
    assertEquals(11, window.resumeFrom());
    assertEquals(new Frame.Credit(7, 9, 1033), window.credit(7));
    assertFalse(window.isCreditOpen());
    window.consume(1, 0, ROUND_TRIP);
    assertTrue(window.isCreditOpen());
    assertEquals(new Frame.Credit(7, 11, 1034), window.credit(7));
    assertFalse(window.isCreditOpen());
  }

  @Test
  void acknowledgementsInBetweenDoNotSlowTheGrowth() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertFalse(window.consume(300, 100, ROUND_TRIP));
    window.credit(7);
    assertFalse(window.consume(300, 150, ROUND_TRIP));
    assertEquals(2048, window.windowBytes());
    assertTrue(window.consume(212, 160, ROUND_TRIP), "half of what was granted");
  }

  @Test
  void creditIsNotDueBelowHalf() {
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertFalse(window.consume(511, 0, ROUND_TRIP));
  }

  @Test
  void onALongPathCreditIsDueWithEachEighth() {
    long roundTrip = 141_000_000;
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 1024);
    assertFalse(window.consume(127, 0, roundTrip));
    assertTrue(window.consume(1, 0, roundTrip));
    assertEquals(new Frame.Credit(7, 128, 128 + 1024), window.credit(7));
    assertFalse(window.consume(127, 0, roundTrip));
    assertTrue(window.consume(1, 0, roundTrip));
    assertEquals(1024, window.windowBytes(), "that is for halves to say");
    window.credit(7);
    assertTrue(window.consume(256, roundTrip - 1, roundTrip));
    assertEquals(2048, window.windowBytes());
  }

  private static void consumeHalf(ReceiveWindow window) {
    int half = (int) (window.windowBytes() / 2);
    window.receive(window.received(), half);
    if (window.consume(half, 0, ROUND_TRIP)) {
      window.credit(7);
    }
  }
}
