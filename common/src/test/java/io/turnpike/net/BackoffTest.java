package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  /// Always draws the largest value that was allowed, and remembers the bounds.
  private static final class Largest implements RandomGenerator {
    final List<Long> bounds = new ArrayList<>();

    @Override
    public long nextLong() {
      throw new AssertionError("only bounded draws are expected");
    }

    @Override
    public long nextLong(long bound) {
      bounds.add(bound);
      return bound - 1;
    }
  }

  @Test
  void ceilingDoublesFromTheBaseToTheCap() {
    Backoff backoff = new Backoff(new Largest());
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      millis.add(backoff.next().toMillis());
    }
    assertEquals(List.of(250L, 500L, 1000L, 2000L, 3000L, 3000L, 3000L, 3000L), millis);
  }

  @Test
  void startsSmallAgainAfterAReset() {
    Backoff backoff = new Backoff(new Largest());
    backoff.next();
    backoff.next();
    backoff.reset();
    assertEquals(Duration.ofMillis(250), backoff.next());
  }

  @Test
  void addsTheJitterToWhatThePeerAskedFor() {
    Backoff backoff = new Backoff(new Largest());
    assertEquals(Duration.ofMillis(30_250), backoff.next(Duration.ofSeconds(30)));
    assertEquals(Duration.ofMillis(30_500), backoff.next(Duration.ofSeconds(30)));
  }

  @Test
  void drawsFromTheWholeRangeDownToZero() {
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
    boolean zero = false;
    boolean one = false;
    for (int i = 0; i < 100; i++) {
      long millis = backoff.next().toMillis();
      assertTrue(millis == 0 || millis == 1);
      zero |= millis == 0;
      one |= millis == 1;
    }
    assertTrue(zero && one);
  }

  @Test
  void neverOverflows() {
    Largest random = new Largest();
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofDays(1), random);
    for (int i = 0; i < 100; i++) {
      backoff.next();
    }
    assertEquals(Duration.ofDays(1), backoff.next());
  }

  @Test
  void refusesACapBelowTheBase() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Backoff(Duration.ofMillis(2), Duration.ofMillis(1), new Random()));
  }
}
