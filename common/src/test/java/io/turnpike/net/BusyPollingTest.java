package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BusyPollingTest {
  private static final long START = Long.MAX_VALUE - 5; // wraps around, as it may
  private static final long LIMIT = BusyPolling.LIMIT;

  private final BusyPolling polling = new BusyPolling(START);
  private long now = START;

  /// Looks again until that is no longer worth it.
  private void lookInVain(long nanos) {
    long began = now;
    now += nanos;
    assertFalse(polling.goesOn(began, now));
  }

  @Test
  void sleepsAtOnceAtFirst() {
    assertFalse(polling.begins(now));
  }

  @Test
  void looksAgainAfterAShortWait() {
    polling.waited(LIMIT);
    assertTrue(polling.begins(now));
  }

  @Test
  void sleepsAtOnceAfterALongWait() {
    polling.waited(0);
    polling.waited(LIMIT + 1);
    assertFalse(polling.begins(now));
  }

  @Test
  void looksForNoLongerThanTheLimit() {
    assertTrue(polling.goesOn(now, now + LIMIT - 1));
    assertFalse(polling.goesOn(now, now + LIMIT));
  }

  @Test
  void toleratesThatAFewLooksAreInVain() {
    polling.waited(0);
    for (long lost = 0; lost + LIMIT <= BusyPolling.TOLERATED; lost += LIMIT) {
      assertTrue(polling.begins(now));
      lookInVain(LIMIT);
    }
  }

  @Test
  void restsWhenTooMuchWasLost() {
    polling.waited(0);
    lookInVain(BusyPolling.TOLERATED + 1);
    assertFalse(polling.begins(now));
    now += BusyPolling.REST;
    assertTrue(polling.begins(now));
  }

  @Test
  void losesAFortiethOfTheTimeAtTheMost() {
    polling.waited(0);
    long lost = 0;
    while (now - START < 1_000_000_000L) {
      if (polling.begins(now)) {
        lookInVain(LIMIT);
        lost += LIMIT;
      } else {
        now += LIMIT;
      }
    }
    assertEquals((now - START) / BusyPolling.REST + BusyPolling.TOLERATED, lost, 2 * LIMIT);
  }

  @Test
  void forgetsWhatWasLostLongAgo() {
    polling.waited(0);
    lookInVain(BusyPolling.TOLERATED);
    now += 3600_000_000_000L;
    lookInVain(BusyPolling.TOLERATED);
    assertTrue(polling.begins(now));
  }
}
