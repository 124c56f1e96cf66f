package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.relay.Doorkeeper.Visit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoorkeeperTest {
  private static final long SECOND = 1_000_000_000;
  private static final StrangerLimits LIMITS =
      new StrangerLimits(
          8,
          2,
          1_000_000,
          16_384,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  private final Doorkeeper doorkeeper = new Doorkeeper(LIMITS, new Random(7));
  private long now = Long.MAX_VALUE - 5 * SECOND; // wraps around, as it may

  private Optional<Visit> arrives(String address) {
    return doorkeeper.judge(InetAddress.ofLiteral(address), now).visit();
  }

  private String reason(String address) {
    return doorkeeper.judge(InetAddress.ofLiteral(address), now).reason();
  }

  private void fails(String address) {
    doorkeeper.leave(arrives(address).orElseThrow(), true, now);
  }

  @Test
  void aSourceHasSoManyPlacesAndGetsThemBack() {
    Visit first = arrives("192.0.2.1").orElseThrow();
    assertTrue(arrives("192.0.2.1").isPresent());
    assertEquals("too many unauthorised connections from this source", reason("192.0.2.1"));
    doorkeeper.leave(first, false, now);
    assertTrue(arrives("192.0.2.1").isPresent());
  }

  @Test
  void addressesOfOneNetworkOfIpv6AreOneSource() {
    assertTrue(arrives("2001:db8:0:1::1").isPresent());
    assertTrue(arrives("2001:db8:0:1:ffff::2").isPresent());
    assertFalse(arrives("2001:db8:0:1::3").isPresent());
    assertTrue(arrives("2001:db8:0:2::3").isPresent());
  }

  @Test
  void whoIsAuthorisedTakesNoPlace() {
    for (int i = 0; i < 100; i++) {
      doorkeeper.authorised(arrives("192.0.2.1").orElseThrow());
    }
    assertEquals(0, doorkeeper.strangers());
  }

  @Test
  void allHaveSoManyPlacesAndNewOnesAreDroppedByChanceFromHalfOfThemOn() {
    int half = 0;
    int dropped = 0;
    for (int i = 0; i < 10_000; i++) {
      boolean in = arrives("10.0." + i / 250 + "." + i % 250).isPresent();
      half += in && i < 4 ? 1 : 0;
      dropped += !in && doorkeeper.strangers() < 8 ? 1 : 0;
    }
    assertEquals(4, half);
    assertTrue(dropped > 0);
    assertEquals(8, doorkeeper.strangers());
    assertEquals("too many unauthorised connections", reason("192.0.2.9"));
  }

  @Test
  void aProvenSourceHasPlacesOfItsOwnWhileStrangersFillAllOthers() {
    Visit edge = arrives("192.0.2.1").orElseThrow();
    doorkeeper.authorised(edge);
    for (int i = 0; i < 1000; i++) {
      arrives("10.0." + i / 250 + "." + i % 250);
    }
    assertEquals(8, doorkeeper.strangers());
    assertTrue(arrives("192.0.2.1").isPresent(), "the edge is here");
    doorkeeper.leave(edge, true, now);
    now += 3599 * SECOND;
    assertTrue(arrives("192.0.2.1").isPresent(), "it was within the hour");
    now += 2 * SECOND;
    assertFalse(arrives("192.0.2.1").isPresent(), "it was long ago");
  }

  @Test
  void aSourceThatFailsThreeTimesIsTurnedAwayUntilItsPenaltiesAreOver() {
    fails("192.0.2.1");
    fails("192.0.2.1");
    fails("192.0.2.1");
    assertEquals("too many failures from this source", reason("192.0.2.1"));
    assertTrue(arrives("192.0.2.2").isPresent(), "another source");
    now += 14 * SECOND;
    assertFalse(arrives("192.0.2.1").isPresent());
    now += SECOND;
    assertTrue(arrives("192.0.2.1").isPresent());
  }

  @Test
  void whoFailsNowAndThenIsNeverTurnedAway() {
    for (int i = 0; i < 100; i++) {
      fails("192.0.2.1");
      now += 20 * SECOND;
    }
    assertTrue(arrives("192.0.2.1").isPresent());
  }

  @Test
  void whoSaysNothingAtAllPaysNothing() {
    for (int i = 0; i < 100; i++) {
      doorkeeper.leave(arrives("192.0.2.1").orElseThrow(), false, now);
    }
    assertTrue(arrives("192.0.2.1").isPresent());
  }

  @Test
  void aProvenSourcePaysNoPenalties() {
    doorkeeper.authorised(arrives("192.0.2.1").orElseThrow());
    for (int i = 0; i < 100; i++) {
      fails("192.0.2.1");
    }
    assertTrue(arrives("192.0.2.1").isPresent());
  }

  @Test
  void withoutAPenaltyNobodyIsTurnedAway() {
    var lenient =
        new Doorkeeper(
            new StrangerLimits(
                8, 2, 1_000_000, 16_384, LIMITS.tlsTimeout(), LIMITS.helloTimeout(), Duration.ZERO),
            new Random(7));
    for (int i = 0; i < 100; i++) {
      var visit = lenient.judge(InetAddress.ofLiteral("192.0.2.1"), now).visit();
      lenient.leave(visit.orElseThrow(), true, now);
    }
  }

  @Test
  void noMoreThanSoManyComeInASecond() {
    var slow =
        new Doorkeeper(
            new StrangerLimits(
                1000, 1000, 10, 16_384, LIMITS.tlsTimeout(), LIMITS.helloTimeout(), Duration.ZERO),
            new Random(7));
    int in = 0;
    for (int millis = 0; millis < 5000; millis++) {
      var visit = slow.judge(InetAddress.ofLiteral("192.0.2.1"), now).visit();
      if (visit.isPresent()) {
        in++;
        slow.leave(visit.get(), true, now);
      }
      now += SECOND / 1000;
    }
    assertEquals(60, in, 1, "10 at once, and 10 in each of 5 seconds");
    now += 3600 * SECOND;
    for (int i = 0; i < 10; i++) {
      assertTrue(slow.judge(InetAddress.ofLiteral("192.0.2.1"), now).visit().isPresent());
    }
    assertFalse(slow.judge(InetAddress.ofLiteral("192.0.2.1"), now).visit().isPresent());
  }

  @Test
  void whatItRemembersIsBoundedAndProvenSourcesAreForgottenLast() {
    Visit edge = arrives("192.0.2.1").orElseThrow();
    doorkeeper.authorised(edge);
    doorkeeper.leave(edge, false, now);
    List<Visit> others = new ArrayList<>();
    for (int i = 0; i < 3 * Doorkeeper.MAX_SOURCES; i++) {
      arrives("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256).ifPresent(others::add);
      if (others.size() == 4) {
        others.forEach(each -> doorkeeper.leave(each, true, now));
        others.clear();
      }
    }
    assertTrue(doorkeeper.sources() <= Doorkeeper.MAX_SOURCES, "sources=" + doorkeeper.sources());
    for (int i = 0; i < 100; i++) {
      fails("192.0.2.1");
    }
    assertTrue(arrives("192.0.2.1").isPresent(), "still known as proven");
  }

  /// Whatever happens, counts are never negative and never beyond the limits.
  @Test
  void staysWithinItsLimitsInRandomSequences() {
    var random = new Random(20_260_101);
    List<Visit> strangers = new ArrayList<>();
    List<Visit> members = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(1_000_000_000);
      switch (random.nextInt(4)) {
        case 0, 1 -> arrives("10.0.0." + random.nextInt(40)).ifPresent(strangers::add);
        case 2 -> {
          if (!strangers.isEmpty()) {
            Visit one = strangers.remove(random.nextInt(strangers.size()));
            if (random.nextInt(4) == 0) {
              doorkeeper.authorised(one);
              members.add(one);
            } else {
              doorkeeper.leave(one, random.nextBoolean(), now);
            }
          }
        }
        default -> {
          if (members.size() > 20) {
            doorkeeper.leave(members.remove(0), true, now);
          }
        }
      }
      assertEquals(strangers.size(), doorkeeper.strangers());
      assertTrue(strangers.size() <= 16);
    }
  }
}
