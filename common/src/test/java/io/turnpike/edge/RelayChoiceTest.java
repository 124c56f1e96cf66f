package io.turnpike.edge;

import static io.turnpike.edge.RelayChoice.Standing.FAILED;
import static io.turnpike.edge.RelayChoice.Standing.OPEN;
import static io.turnpike.edge.RelayChoice.Standing.SERVED;
import static io.turnpike.edge.RelayChoice.Standing.UNSERVED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.edge.RelayChoice.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayChoiceTest {
  private static final int RELAYS = 100;

  /// What is linked when the rest of a hundred is not known.
  private static int links(int perEdge, Standing... first) {
    List<Standing> order = new ArrayList<>(Collections.nCopies(RELAYS, OPEN));
    for (int i = 0; i < first.length; i++) {
      order.set(i, first[i]);
    }
    return RelayChoice.links(order, perEdge);
  }

  @Test
  void takesTheFirstOnes() {
    assertEquals(2, links(2));
    assertEquals(1, links(1));
    assertEquals(2, links(2, SERVED, SERVED));
  }

  @Test
  void takesAllOfAListUpToSixteen() {
    assertEquals(3, RelayChoice.links(List.of(OPEN, FAILED, SERVED), 0));
    assertEquals(16, links(0));
  }

  @Test
  void fewRelaysAreAllOfThem() {
    assertEquals(0, RelayChoice.links(List.of(), 2));
    assertEquals(1, RelayChoice.links(List.of(SERVED), 2));
    assertEquals(2, RelayChoice.links(List.of(FAILED, FAILED), 2));
  }

  @Test
  void passesOverWhatCannotBeReachedAndKeepsTryingIt() {
    assertEquals(3, links(2, FAILED));
    assertEquals(4, links(2, FAILED, FAILED));
    assertEquals(3, links(2, SERVED, FAILED, SERVED));
    Standing[] dead = new Standing[RELAYS];
    Arrays.fill(dead, FAILED);
    assertEquals(16, links(2, dead));
  }

  @Test
  void comesBackToTheFirstOnesWhenTheyAreBack() {
    assertEquals(2, links(2, SERVED, SERVED, SERVED, SERVED));
  }

  @Test
  void looksFurtherWhereNobodyIsMet() {
    assertEquals(2, links(2, UNSERVED, SERVED));
    assertEquals(3, links(2, UNSERVED, UNSERVED));
    assertEquals(4, links(2, UNSERVED, UNSERVED, UNSERVED));
    assertEquals(4, links(2, UNSERVED, UNSERVED, UNSERVED, UNSERVED)); // and no further
    assertEquals(4, links(2, UNSERVED, FAILED, UNSERVED, SERVED));
  }

  /// An edge to which the relays of `down` are dead, and which learns of the others as it links.
  private static Set<Integer> settle(int perEdge, Set<Integer> down, Set<Integer> served) {
    List<Standing> order = new ArrayList<>(Collections.nCopies(RELAYS, OPEN));
    while (true) {
      int links = RelayChoice.links(order, perEdge);
      boolean learned = false;
      for (int i = 0; i < links; i++) {
        if (order.get(i) == OPEN) {
          order.set(i, down.contains(i) ? FAILED : served.contains(i) ? SERVED : UNSERVED);
          learned = true;
        }
      }
      if (!learned) {
        Set<Integer> up = new HashSet<>();
        for (int i = 0; i < links; i++) {
          if (order.get(i) != FAILED) {
            up.add(i);
          }
        }
        return up;
      }
    }
  }

  private static Set<Integer> all() {
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < RELAYS; i++) {
      all.add(i);
    }
    return all;
  }

  /// What is dead to one is dead to the other: they settle at the same relays.
  @Test
  void bothEdgesMeetWhateverIsDeadToBoth() {
    var random = new Random(7);
    for (int round = 0; round < 1_000; round++) {
      Set<Integer> down = new HashSet<>();
      int dead = random.nextInt(15);
      for (int i = 0; i < dead; i++) {
        down.add(random.nextInt(16));
      }
      for (int perEdge = 1; perEdge <= 2; perEdge++) {
        Set<Integer> reverse = settle(perEdge, down, all());
        assertFalse(reverse.isEmpty());
        assertEquals(reverse, settle(perEdge, down, reverse));
      }
    }
  }

  /// What only the reverse-proxy cannot reach, the entry-point looks past; and the other way round
  /// they meet as long as one of the reverse-proxy's relays is left to the entry-point.
  @Test
  void bothEdgesMeetWhereTheySeeOtherFailures() {
    for (int a = 0; a < 6; a++) {
      for (int b = 0; b < 6; b++) {
        Set<Integer> reverse = settle(2, Set.of(), all());
        Set<Integer> entry = settle(2, a == b ? Set.of(a) : Set.of(a, b), reverse);
        boolean bothLost = Set.of(0, 1).equals(a == b ? Set.of(a) : Set.of(a, b));
        assertEquals(!bothLost, !Collections.disjoint(reverse, entry), a + " and " + b);

        Set<Integer> farReverse = settle(2, a == b ? Set.of(a) : Set.of(a, b), all());
        Set<Integer> nearEntry = settle(2, Set.of(), farReverse);
        assertTrue(!Collections.disjoint(farReverse, nearEntry), a + " and " + b);
      }
    }
  }
}
