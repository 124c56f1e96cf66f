package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.net.HostPort;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "5001:1, 0:0:0:0:0:0:0:0, false",
    "10.0.0.1:5001:1, 0:0:0:0:0:0:0:0, false",
    "127.0.0.0/7:5001:1, 0:0:0:0:0:0:0:0, false",
    "127.0.0.1:5001:1, 127.0.0.1, true",
    "127.0.0.9:5001:1, 127.0.0.1, true",
    "127.0.0.0/8:5001:1, 127.0.0.1, true",
    "[::1]:5001:1, 0:0:0:0:0:0:0:1, true",
  })
  void bindsToLoopbackWhenNobodyElseMayConnect(String text, String bind, boolean loopback) {
    Route route = RouteParser.parse(text).getFirst();
    assertEquals(bind, route.bindAddress().getHostAddress());
    assertEquals(loopback, route.isLoopbackOnly());
  }

  @Test
  void permitsWhoIsAllowed() {
    Route route = RouteParser.parse("10.0.0.0/8:5001:1").getFirst();
    assertTrue(route.permits(InetAddress.ofLiteral("10.9.9.9")));
    assertFalse(route.permits(InetAddress.ofLiteral("11.0.0.1")));
    assertFalse(route.permits(InetAddress.ofLiteral("::1")));
  }

  @Test
  void permitsAnybodyWhenNobodyIsNamed() {
    Route route = RouteParser.parse("5001:1").getFirst();
    assertTrue(route.permits(InetAddress.ofLiteral("203.0.113.9")));
    assertTrue(route.permits(InetAddress.ofLiteral("2001:db8::1")));
  }

  @Test
  void refusesPortsThatCannotBe() {
    HostPort destination = new HostPort("db", 1);
    assertThrows(IllegalArgumentException.class, () -> new Route(null, -1, destination));
    assertThrows(IllegalArgumentException.class, () -> new Route(null, 65_536, destination));
    assertThrows(IllegalArgumentException.class, () -> new Route(null, 1, new HostPort("db", 0)));
  }
}
