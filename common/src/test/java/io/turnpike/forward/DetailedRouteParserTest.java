package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetailedRouteParserTest {
  @Test
  void theLeastIsWhereItListensAndWhereItLeads() {
    Route route = one("listen=5001&destination=5002");
    assertEquals("::", route.bindAddress().getHostAddress().replace("0:0:0:0:0:0:0:0", "::"));
    assertEquals("127.0.0.1:5002", route.destination().toString());
    assertTrue(route.permits(InetAddress.ofLiteral("192.0.2.1")));
    assertEquals("5001:127.0.0.1:5002", route.toString());
  }

  @Test
  void allowIsWhoMayConnect() {
    Route route = one("listen=5001&destination=5002&allow=10.0.0.0/8&allow=192.0.2.1");
    assertTrue(route.permits(InetAddress.ofLiteral("192.0.2.1")));
    assertTrue(route.permits(InetAddress.ofLiteral("10.1.1.1")));
    assertFalse(route.permits(InetAddress.ofLiteral("192.0.2.2")));
  }

  @Test
  void valuesMayHoldEveryCharacter() {
    String filter = "header:add=a&b,strip=%2C+";
    assertEquals("header:add=a%26b%2Cstrip=%252C+", DetailedRouteParser.encode(filter));
    List<Route> routes =
        RouteParser.parse(
            List.of("listen=1&destination=2&filters=" + DetailedRouteParser.encode("log:as=hex")));
    assertEquals("[log:as=hex]", routes.getFirst().details().filters().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "destination=1|no listen (expected: one)",
        "listen=1|no destination (expected: one)",
        "listen=x:1&destination=1|listen \"x:1\" (expected: a port, or an address of this host and"
            + " a port)",
        "listen=65536&destination=1|listen port \"65536\" (expected: 0 to 65535)",
        "listen=1&destination=0|destination port \"0\" (expected: 1 to 65535)",
        "listen=1&listen=2&destination=1|listen is there twice (expected: once)",
        "listen=1&destination=1&name=a b|name \"a b\" (expected: 1 to 64 characters without spaces)",
        "listen=1&destination=1&acceptRate=x|acceptRate \"x\" (expected: a whole number)",
        "listen=1&destination=1&rateLimit=1|rateLimit \"1\" (expected: a rate such as 64KiB/s or"
            + " 10MB/s)",
        "listen=1&destination=1&colour=red|\"colour\" (expected: one of name, listen, allow,"
            + " destination, filters, maxConnections, maxConnectionsPerSource, acceptRate, rateLimit,"
            + " with a value)",
      })
  void saysWhatIsWrong(String text, String problem) {
    var error = assertThrows(IllegalArgumentException.class, () -> one(text));
    assertEquals("route \"" + text + "\": " + problem, error.getMessage());
  }

  @Test
  void refusesTwoOfOneNameOrOnePlace() {
    String first = "name=a&listen=127.0.0.1:1&destination=1";
    for (String second :
        List.of(
            "name=a&listen=127.0.0.1:2&destination=1", "name=b&listen=127.0.0.1:1&destination=1")) {
      assertThrows(IllegalArgumentException.class, () -> RouteParser.parse(List.of(first, second)));
    }
    assertEquals(
        2, RouteParser.parse(List.of(first, "name=b&listen=127.0.0.2:1&destination=1")).size());
  }

  private static Route one(String text) {
    return RouteParser.parse(List.of(text)).getFirst();
  }
}
