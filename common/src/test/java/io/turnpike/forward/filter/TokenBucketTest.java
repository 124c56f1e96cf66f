package io.turnpike.forward.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;
  private static final long START = Long.MAX_VALUE - SECOND; // it may overflow

  @Test
  void whatIsTakenDelaysTheNext() {
    var bucket = new TokenBucket(1000, 0, START);
    assertEquals(0, bucket.take(500, START));
    assertEquals(SECOND / 2, bucket.take(250, START));
    assertEquals(SECOND * 3 / 4, bucket.take(1, START));
  }

  @Test
  void timePaysBack() {
    var bucket = new TokenBucket(1000, 0, START);
    bucket.take(500, START);
    assertEquals(SECOND / 4, bucket.take(1, START + SECOND / 4));
    assertEquals(0, bucket.take(1, START + 3 * SECOND));
  }

  @Test
  void aPauseIsNotFollowedByMoreThanTheBurst() {
    var bucket = new TokenBucket(1000, SECOND / 10, START);
    long later = START + 100 * SECOND;
    assertEquals(0, bucket.take(100, later));
    assertEquals(0, bucket.take(50, later));
    assertEquals(SECOND / 20, bucket.take(1, later));
  }

  @Test
  void triesTakeWhatIsThere() {
    var bucket = new TokenBucket(2, SECOND, START);
    long now = START + 5 * SECOND;
    assertTrue(bucket.tryTake(now));
    assertTrue(bucket.tryTake(now));
    assertTrue(bucket.tryTake(now));
    assertFalse(bucket.tryTake(now));
    assertTrue(bucket.tryTake(now + SECOND / 2));
    assertFalse(bucket.tryTake(now + SECOND / 2));
  }
}
