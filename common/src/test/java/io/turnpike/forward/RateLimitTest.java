package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000;
  private long now = -5 * SECOND;
  private final RateLimit limit = new RateLimit(now);

  @Test
  void whatHasPassedIsPaidForByWaiting() {
    assertEquals(0, limit.waitNanos(now));
    limit.take(3_000, 1_000, now);
    assertEquals(3 * SECOND, limit.waitNanos(now), SECOND / 4);
    now += 2 * SECOND;
    assertTrue(limit.waitNanos(now) > 0);
    now += 2 * SECOND;
    assertEquals(0, limit.waitNanos(now));
  }

  @Test
  void aLongQuietSavesUpNoMoreThanAFifthOfASecond() {
    now += 3600 * SECOND;
    limit.take(1_000, 1_000, now);
    assertEquals(SECOND * 4 / 5, limit.waitNanos(now));
  }

  @Test
  void overTimeNoMoreThanTheRatePasses() {
    long passed = 0;
    long end = now + 10 * SECOND;
    while (now < end) {
      limit.take(16_384, 1_000_000, now);
      passed += 16_384;
      now += Math.max(limit.waitNanos(now), 100_000);
    }
    assertEquals(10_000_000, passed, 300_000);
  }
}
