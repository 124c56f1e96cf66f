package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPatternTest {

  @ParameterizedTest
  @CsvSource({
    "db.lan:5432, db.lan, 10.0.0.1, 5432, true",
    "db.lan:5432, DB.LAN., 10.0.0.1, 5432, true",
    "Db.Lan.:5432, db.lan, 10.0.0.1, 5432, true",
    "db.lan:5432, db.lan, 10.0.0.1, 5433, false",
    "db.lan:*, db.lan, 10.0.0.1, 5433, true",
    "db.lan:5432, xdb.lan, 10.0.0.1, 5432, false",
    "db.lan:5432, 10.0.0.1, 10.0.0.1, 5432, false",
    "*.lan:443, a.lan, 10.0.0.1, 443, true",
    "*.lan:443, a.b.LAN., 10.0.0.1, 443, true",
    "*.lan:443, lan, 10.0.0.1, 443, false",
    "*.lan:443, a.xlan, 10.0.0.1, 443, false",
    "*.lan:443, a.lan.evil.example, 10.0.0.1, 443, false",
    "10.0.0.0/8:22, 10.1.2.3, 10.1.2.3, 22, true",
    "10.0.0.0/8:22, any.name, 10.1.2.3, 22, true",
    "10.0.0.0/8:22, 10.1.2.3, 11.1.2.3, 22, false",
    "10.0.0.7:22, ::ffff:10.0.0.7, ::ffff:10.0.0.7, 22, true",
    "[fd00::/8]:22, any.name, fd12::1, 22, true",
    "[fd00::/8]:22, any.name, fe12::1, 22, false",
    "[::1]:*, ::1, ::1, 9, true",
    "*:22, any.name, 192.0.2.1, 22, true",
    "*:22, any.name, 192.0.2.1, 23, false"
  })
  void matches(String pattern, String requested, String address, int port, boolean expected) {
    assertEquals(
        expected,
        DestinationPattern.parse(pattern).matches(requested, InetAddress.ofLiteral(address), port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"db.lan:5432", "*.lan:443", "10.0.0.0/8:*", "10.0.0.7:1", "[fd00::/8]:22", "*:*"})
  void isShownAsItIsWritten(String text) {
    assertEquals(text, DestinationPattern.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":22",
        "db.lan",
        "db.lan:",
        "db.lan:0",
        "db.lan:65536",
        "db.lan:ssh",
        "*.:22",
        "*lan:22",
        "*.*.lan:22",
        "a.*:22",
        "fd00::1:22",
        "[fd00::/8]",
        "[10.0.0.0/8]:22",
        "[db.lan]:22",
        "[fd00::/129]:22",
        "10.0.0.0/33:22",
        "10.1:22",
        "127.1:22",
        "0:22",
        "0x7f000001:22",
        "a.0X7F:22",
        "2130706433:22",
        "db..lan:22",
        "db.lan:22 ",
        " db.lan:22",
        "db/lan:22",
        "[]:22",
        "[fe80::1%eth0]:22"
      })
  void refusesEverythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> DestinationPattern.parse(text));
  }
}
