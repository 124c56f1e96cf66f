package io.turnpike.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void withoutAnyThereIsNoTime() {
    assertEquals(0, new Latencies().percentile(50));
  }

  @Test
  void shortTimesAreExact() {
    Latencies times = new Latencies();
    for (int i = 1; i <= 100; i++) {
      times.add(i);
    }
    assertEquals(50, times.percentile(50));
    assertEquals(99, times.percentile(99));
    assertEquals(100, times.percentile(100));
    assertEquals(1, times.percentile(0));
    assertEquals(100, times.count());
  }

  @Test
  void longTimesAreAtMostOneInSixtyFourTooHigh() {
    Random random = new Random(11);
    long[] all = new long[1000];
    Latencies times = new Latencies();
    for (int i = 0; i < all.length; i++) {
      all[i] = random.nextLong() >>> 1 + random.nextInt(60);
      times.add(all[i]);
    }
    Arrays.sort(all);
    for (int percent : new int[] {1, 10, 50, 90, 99, 100}) {
      long exact = all[all.length * percent / 100 - 1];
      long found = times.percentile(percent);
      assertTrue(found >= exact, found + " < " + exact);
      assertTrue(found - exact <= exact / 64, found + " for " + exact);
    }
  }

  @Test
  void theLongestHasAPlace() {
    Latencies times = new Latencies();
    times.add(Long.MAX_VALUE);
    assertEquals(Long.MAX_VALUE, times.percentile(99));
  }
}
