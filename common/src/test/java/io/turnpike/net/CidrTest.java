package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.168.1.7, 192.168.1.7, true",
    "192.168.1.7, 192.168.1.6, false",
    "192.168.1.0/31, 192.168.1.1, true",
    "192.168.1.0/31, 192.168.1.2, false",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ffff::1, true",
    "::/0, 10.0.0.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8::/127, 2001:db8::1, true",
    "2001:db8::/127, 2001:db8::2, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
  })
  void containsItsAddressesAndNoOthers(String cidr, String address, boolean expected) {
    assertEquals(expected, Cidr.parse(cidr).contains(InetAddress.ofLiteral(address)));
  }

  @Test
  void takesAnIpv4MappedAddressForTheIpv4Address() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
    InetAddress source = Inet6Address.getByAddress("", mapped, -1);
    assertTrue(Cidr.parse("10.0.0.0/8").contains(source));
    assertFalse(Cidr.parse("11.0.0.0/8").contains(source));
    assertFalse(Cidr.parse("::/0").contains(source));
    assertEquals(Cidr.parse("10.0.0.0/8"), new Cidr(source, 104));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "192.168.1.7/32, 192.168.1.7",
    "::1/128, ::1",
    "2001:db8::1/32, 2001:db8::/32",
    "::ffff:10.1.0.0/112, 10.1.0.0/16",
    "10.1.2.255/25, 10.1.2.128/25",
  })
  void masksHostBits(String text, String shown) {
    assertEquals(shown, Cidr.parse(text).toString());
    assertEquals(Cidr.parse(shown), Cidr.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.0.0.0/8, true",
    "127.0.0.0/7, false",
    "128.0.0.1, false",
    "::1, true",
    "::/127, false",
    "::ffff:127.0.0.1, true",
    "0.0.0.0/0, false",
  })
  void isLoopbackWhenEveryAddressIs(String text, boolean expected) {
    assertEquals(expected, Cidr.parse(text).isLoopback());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "localhost|\"localhost\" (expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)",
        "10.1|\"10.1\" (expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)",
        "010.0.0.1|\"010.0.0.1\" (expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)",
        "[::1]|\"[::1]\" (expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)",
        "~~|\"\" (expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)",
        "10.0.0.0/33|\"10.0.0.0/33\": prefix length \"33\" (expected: 0 to 32)",
        "10.0.0.0/|\"10.0.0.0/\": prefix length \"\" (expected: 0 to 32)",
        "10.0.0.0/-1|\"10.0.0.0/-1\": prefix length \"-1\" (expected: 0 to 32)",
        "::/129|\"::/129\": prefix length \"129\" (expected: 0 to 128)",
        "::ffff:10.0.0.0/95|\"::ffff:10.0.0.0/95\": prefix length \"95\" (expected: 96 to 128)",
      })
  void saysWhatIsWrong(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    assertEquals(message, e.getMessage());
  }
}
