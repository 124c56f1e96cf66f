package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:4433, localhost, 4433",
    "1.2.3.4:5, 1.2.3.4, 5",
    "[::1]:5, ::1, 5",
    "[fe80::1%eth0]:5, fe80::1%eth0, 5",
    "[::ffff:1.2.3.4]:5, ::ffff:1.2.3.4, 5",
    "a_b-c.example.:65535, a_b-c.example., 65535",
    "3com.example:1, 3com.example, 1",
  })
  void readsWhatItPrints(String text, String host, int port) {
    HostPort parsed = HostPort.parse(text);
    assertEquals(new HostPort(host, port), parsed);
    assertEquals(text, parsed.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "relay|\"relay\" has no port (expected: host:port or [IPv6 address]:port)",
        "::1:5|\"::1:5\" (expected: host:port or [IPv6 address]:port)",
        "relay:|port \"\" (expected: 1 to 65535)",
        "relay:0|port \"0\" (expected: 1 to 65535)",
        "relay:65536|port \"65536\" (expected: 1 to 65535)",
        "relay:+5|port \"+5\" (expected: 1 to 65535)",
        "relay:٣|port \"٣\" (expected: 1 to 65535)",
        ":5|host \"\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "1.2.3:5|host \"1.2.3\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "1.2.3.256:5|host \"1.2.3.256\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "a..b:5|host \"a..b\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "a b:5|host \"a b\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "user@relay:5|host \"user@relay\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "[1.2.3.4]:5|host \"[1.2.3.4]\" (expected: an IPv6 address)",
        "[::g]:5|host \"[::g]\" (expected: an IPv6 address)",
        "[fe80::1%]:5|host \"[fe80::1%]\" (expected: an IPv6 address)",
        "[]:5|host \"[]\" (expected: an IPv6 address)",
      })
  void saysWhatIsWrong(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void refusesAPortOutsideOfTheRange(int port) {
    assertThrows(IllegalArgumentException.class, () -> new HostPort("relay", port));
  }

  @Test
  void refusesANameThatIsTooLong() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertEquals(253, longest.length());
    assertEquals(longest, new HostPort(longest, 1).host());
    assertThrows(IllegalArgumentException.class, () -> new HostPort(longest + "a", 1));
  }

  @Test
  void isNotResolved() {
    assertTrue(HostPort.parse("no-such-host.invalid:1").unresolved().isUnresolved());
  }
}
