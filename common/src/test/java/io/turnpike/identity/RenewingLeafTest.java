package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RenewingLeafTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final IdentityKeyPair keyPair = IdentityKeyPair.generate();
  private final MovableClock clock = new MovableClock();
  private final RenewingLeaf leaf = new RenewingLeaf(keyPair, clock);

  private static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void keepsItsLeafForADayAndThenMintsAnother() throws Exception {
    Leaf first = leaf.get();
    clock.now = clock.now.plus(DAY).minusSeconds(1);
    assertSame(first, leaf.get());
    clock.now = clock.now.plusSeconds(1);
    Leaf second = leaf.get();
    assertNotSame(first, second);
    assertSame(second, leaf.get());
    assertEquals(keyPair.identity(), Leaf.verify(second.certificate(), clock.now));
  }

  @Test
  void mintsAnotherWhenTheClockWasSetBackByADay() {
    Leaf first = leaf.get();
    clock.now = clock.now.minus(DAY);
    assertNotSame(first, leaf.get());
  }
}
