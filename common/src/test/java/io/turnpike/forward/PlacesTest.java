package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(2);

  @Test
  void theLoopThatAcceptsKeepsWhatDoesNotStay() {
    for (int i = 0; i < 100; i++) {
      int place = places.take(1);
      assertEquals(1, place);
      places.leave(place);
    }
    assertEquals(0, places.taken());
  }

  @Test
  void allShareWhatStays() {
    for (int i = 0; i < 100; i++) {
      places.take(0);
      assertTrue(places.taken(0) <= places.taken(1) + places.taken(1) / 8 + 1);
    }
    assertEquals(100, places.taken());
    assertTrue(places.taken(1) >= 46, "the other has " + places.taken(1));
  }

  @Test
  void twoThatStayAreOnTwoLoops() {
    assertEquals(0, places.take(0));
    assertEquals(1, places.take(0));
    assertEquals(0, places.take(0));
    assertEquals(1, places.take(0));
  }

  @Test
  void manyAtOnceStayWhereTheyWereAcceptedWhileAllHaveSome() {
    Queue<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < 64; i++) {
      open.add(places.take(i % 2));
    }
    for (int i = 0; i < 1000; i++) {
      places.leave(open.remove());
      int here = i / 3 % 2;
      int place = places.take(here);
      assertEquals(here, place);
      open.add(place);
    }
  }

  @Test
  void whatNoLoopHasAcceptedGoesToTheLeast() {
    places.take(0);
    assertEquals(1, places.take(-1));
    assertEquals(0, places.take(-1));
  }
}
