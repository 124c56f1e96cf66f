package io.turnpike.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final int GROUPS = 2_000;
  private static final int PER_EDGE = 2;

  private static List<String> relays(int count) {
    return IntStream.range(0, count).mapToObj(i -> "192.0.2." + i + ":4433").toList();
  }

  private static List<String> chosen(String group, List<String> relays) {
    return new Rendezvous(group).order(relays, Function.identity()).subList(0, PER_EDGE);
  }

  /// Other implementations must come to the same: SHA-256("7" 00 "192.0.2.1:4433"), by sha256sum.
  @Test
  void weighsWithTheFirstEightBytesOfSha256() {
    assertEquals(0x13fe5f8e2971a384L, new Rendezvous("7").weight("192.0.2.1:4433"));
  }

  @Test
  void isTheSameWhateverTheOrderOfTheAnswer() {
    List<String> shuffled = new ArrayList<>(relays(100));
    var random = new Random(1);
    for (int i = 0; i < 100; i++) {
      String group = "group " + i;
      List<String> order = new Rendezvous(group).order(relays(100), Function.identity());
      assertEquals(new HashSet<>(shuffled), new HashSet<>(order));
      Collections.shuffle(shuffled, random);
      assertEquals(order, new Rendezvous(group).order(shuffled, Function.identity()));
    }
  }

  @Test
  void movesOnlyWhoUsedTheRelayThatGoes() {
    List<String> before = relays(20);
    String gone = before.get(7);
    List<String> after = new ArrayList<>(before);
    after.remove(gone);
    int moved = 0;
    for (int i = 0; i < GROUPS; i++) {
      List<String> old = chosen("g" + i, before);
      List<String> now = chosen("g" + i, after);
      if (old.contains(gone)) {
        moved++;
        List<String> kept = new ArrayList<>(old);
        kept.remove(gone);
        assertTrue(now.containsAll(kept));
      } else {
        assertEquals(old, now);
      }
    }
    // Two of twenty use it: 200 of 2,000 expected, and 13.4 the standard deviation.
    assertTrue(Math.abs(moved - GROUPS / 10) < 5 * 14, "moved " + moved);
  }

  @Test
  void movesOnlyWhoUsesTheRelayThatComes() {
    List<String> before = relays(20);
    List<String> after = relays(21);
    String came = after.getLast();
    for (int i = 0; i < GROUPS; i++) {
      List<String> old = chosen("g" + i, before);
      List<String> now = chosen("g" + i, after);
      assertTrue(now.equals(old) || now.contains(came), () -> old + " to " + now);
    }
  }

  @Test
  void aSmallerChoiceIsTheBeginningOfALargerOne() {
    List<String> order = new Rendezvous("g").order(relays(100), Function.identity());
    assertEquals(order.subList(0, PER_EDGE), chosen("g", relays(100)));
  }
}
