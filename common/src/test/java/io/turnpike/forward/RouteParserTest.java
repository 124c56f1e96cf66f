package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.net.Cidr;
import io.turnpike.net.HostPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteParserTest {
  @ParameterizedTest
  @CsvSource({
    "5001:5002, 5001:127.0.0.1:5002",
    "10.0.0.1:5001:5002, 10.0.0.1:5001:127.0.0.1:5002",
    "10.0.0.0/8:5001:5002, 10.0.0.0/8:5001:127.0.0.1:5002",
    "[2001:db8::/32]:5001:5002, [2001:db8::/32]:5001:127.0.0.1:5002",
    "[::1]:5001:5002, [::1]:5001:127.0.0.1:5002",
    "[10.0.0.0/8]:5001:5002, 10.0.0.0/8:5001:127.0.0.1:5002",
    "5001:10.0.0.1:5002, 5001:10.0.0.1:5002",
    "5001:db.internal:5002, 5001:db.internal:5002",
    "5001:[2001:db8::5]:5002, 5001:[2001:db8::5]:5002",
    "10.0.0.1:5001:db:5002, 10.0.0.1:5001:db:5002",
    "[::1]:5001:[::1]:5002, [::1]:5001:[::1]:5002",
    "0.0.0.0:5001:5002, 5001:127.0.0.1:5002",
    "[::]:5001:5002, 5001:127.0.0.1:5002",
    "0.0.0.0/0:5001:5002, 0.0.0.0/0:5001:127.0.0.1:5002",
    "0:5002, 0:127.0.0.1:5002",
    "65535:65535, 65535:127.0.0.1:65535",
  })
  void readsEveryForm(String text, String canonical) {
    List<Route> routes = RouteParser.parse(text);
    assertEquals(canonical, routes.getFirst().toString());
    assertEquals(routes, RouteParser.parse(canonical));
  }

  @Test
  void readsTheParts() {
    assertEquals(
        List.of(new Route(Cidr.parse("10.0.0.0/8"), 5001, new HostPort("db", 5432))),
        RouteParser.parse("10.0.0.0/8:5001:db:5432"));
    assertEquals(
        List.of(new Route(null, 5001, new HostPort("127.0.0.1", 5002))),
        RouteParser.parse("5001:5002"));
  }

  @Test
  void readsSeveralSeparatedByCommasAndRepeated() {
    assertEquals(
        RouteParser.parse(List.of("1:1", "2:2", "[::1]:3:3")),
        RouteParser.parse(List.of("1:1, 2:2", "[::1]:3:3")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "5001:99999|route \"5001:99999\": destination port \"99999\" (expected: 1 to 65535)",
        "5001:0|route \"5001:0\": destination port \"0\" (expected: 1 to 65535)",
        "5001:|route \"5001:\": destination port \"\" (expected: 1 to 65535)",
        ":5001|route \":5001\": listen port \"\" (expected: 0 to 65535)",
        "65536:1|route \"65536:1\": listen port \"65536\" (expected: 0 to 65535)",
        "ssh:22|route \"ssh:22\": listen port \"ssh\" (expected: 0 to 65535)",
        "-1:22|route \"-1:22\": listen port \"-1\" (expected: 0 to 65535)",
        "10.0.0.1:5001:x|route \"10.0.0.1:5001:x\": destination port \"x\" (expected: 1 to 65535)",
        "10.0.0.1:x:5001|route \"10.0.0.1:x:5001\": listen port \"x\" (expected: 0 to 65535)",
        "5001:5002:5003|route \"5001:5002:5003\": destination host \"5002\""
            + " (expected: a host name, an IPv4 address or [IPv6 address])",
        "5001:10.0.0.256:1|route \"5001:10.0.0.256:1\": destination host \"10.0.0.256\""
            + " (expected: a host name, an IPv4 address or [IPv6 address])",
        "5001:[db]:1|route \"5001:[db]:1\": destination host \"[db]\""
            + " (expected: a host name, an IPv4 address or [IPv6 address])",
        "5001:[::g]:1|route \"5001:[::g]:1\": destination host \"[::g]\""
            + " (expected: an IPv6 address)",
        "laptop:5001:5001|route \"laptop:5001:5001\": allowed sources \"laptop\" (expected: an IP"
            + " address or a CIDR that may connect; to dial laptop: 5001:laptop:5001)",
        "10.0.0.0/33:1:1|route \"10.0.0.0/33:1:1\": allowed sources \"10.0.0.0/33\":"
            + " prefix length \"33\" (expected: 0 to 32)",
        "5001|route \"5001\" (expected: port:port, ip:port:port, port:host:port or"
            + " ip:port:host:port, IPv6 addresses in brackets)",
        "::1:5001:5001|route \"::1:5001:5001\" (expected: port:port, ip:port:port, port:host:port"
            + " or ip:port:host:port, IPv6 addresses in brackets)",
        "1:1,|route \"\" (expected: port:port, ip:port:port, port:host:port or ip:port:host:port,"
            + " IPv6 addresses in brackets)",
        "[::1:5001:5001|route \"[::1:5001:5001\" (expected: port:port, ip:port:port,"
            + " port:host:port or ip:port:host:port, IPv6 addresses in brackets)",
      })
  void saysWhichPartIsWrong(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> RouteParser.parse(text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void refusesAListenPortThatIsTaken() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> RouteParser.parse("5001:1,10.0.0.1:5001:2"));
    assertEquals(
        "route \"10.0.0.1:5001:127.0.0.1:2\": listen port 5001 is taken by route"
            + " \"5001:127.0.0.1:1\" (expected: a port of its own)",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:5001:1,127.0.0.2:5001:2",
        "127.0.0.1:5001:1,5001:2",
        "5001:1,[::1]:5001:2",
      })
  void refusesListenersThatOverlap(String text) {
    assertThrows(IllegalArgumentException.class, () -> RouteParser.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5001:1,[::1]:5001:2", "0:1,0:1", "5001:1,5002:1"})
  void acceptsListenersThatDoNot(String text) {
    assertEquals(2, RouteParser.parse(text).size());
  }
}
