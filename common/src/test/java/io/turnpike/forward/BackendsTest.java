package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.net.HostPort;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
  private static final List<HostPort> THREE =
      List.of(new HostPort("a", 1), new HostPort("b", 2), new HostPort("c", 3));

  private static String order(Backends backends) {
    StringBuilder hosts = new StringBuilder();
    backends.inOrder().forEach(backend -> hosts.append(backend.address().host()));
    return hosts.toString();
  }

  private static void connect(Backends backends, String host, int times) {
    for (Backends.Backend backend : backends.inOrder()) {
      for (int i = 0; i < times && backend.address().host().equals(host); i++) {
        backend.begin();
      }
    }
  }

  @Test
  void roundRobinBeginsWithTheNextEachTimeAndKeepsTheOthersForFailover() {
    var backends = new Backends(THREE, Balance.ROUND_ROBIN);
    assertEquals("abc", order(backends));
    assertEquals("bca", order(backends));
    assertEquals("cab", order(backends));
    assertEquals("abc", order(backends));
  }

  @Test
  void leastConnectionsBeginsWithTheOneThatHasFewest() {
    var backends = new Backends(THREE, Balance.LEAST_CONNECTIONS);
    connect(backends, "a", 2);
    connect(backends, "b", 1);
    assertEquals("cba", order(backends));
    connect(backends, "c", 3);
    assertEquals("bac", order(backends));
    backends.inOrder().getLast().end();
    backends.inOrder().getLast().end();
    backends.inOrder().getLast().end();
    assertEquals("c", order(backends).substring(0, 1));
  }

  @Test
  void equalsTakeTurns() {
    var backends = new Backends(THREE, Balance.LEAST_CONNECTIONS);
    assertEquals("abc", order(backends));
    assertEquals("bca", order(backends));
  }

  @Test
  void thereIsAtLeastOne() {
    assertThrows(
        IllegalArgumentException.class, () -> new Backends(List.of(), Balance.ROUND_ROBIN));
  }
}
