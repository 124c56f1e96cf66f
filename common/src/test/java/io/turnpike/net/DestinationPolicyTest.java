package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPolicyTest {

  private static DestinationPolicy policy(String allow, String deny) {
    return new DestinationPolicy(patterns(allow), patterns(deny));
  }

  private static List<DestinationPattern> patterns(String words) {
    return Stream.of(words.split(" "))
        .filter(word -> !word.isEmpty())
        .map(DestinationPattern::parse)
        .toList();
  }

  private static boolean permits(DestinationPolicy policy, String address, int port) {
    return policy.permits(address, InetAddress.ofLiteral(address), port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.0.0.1",
        "0.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "ff0e::1",
        "::ffff:169.254.169.254",
        "::ffff:0.0.0.0",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::224.0.0.1",
        "64:ff9b:1::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "2002:0:0::1",
        "fd00::5efe:169.254.169.254",
        "fd00::200:5efe:169.254.169.254"
      })
  void whatNobodyMayReachIsDeniedByDefault(String address) {
    assertFalse(permits(DestinationPolicy.DEFAULT, address, 80));
    assertFalse(permits(policy("*:*", ""), address, 80), "an --allow of everything");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "::1", "10.0.0.1", "1.0.0.0", "169.253.255.255", "169.255.0.0",
        "223.255.255.255", "fd00::1", "fec0::1", "2001:db8::1", "64:ff9b::10.0.0.1", "2002:a00:1::1"
      })
  void everythingElseIsPermittedByDefault(String address) {
    assertTrue(permits(DestinationPolicy.DEFAULT, address, 80));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8:*, 10.0.0.1:22, 10.0.0.2, 22, true",
    "10.0.0.0/8:*, 10.0.0.1:22, 10.0.0.1, 22, false",
    "10.0.0.0/8:*, 10.0.0.1:22, 10.0.0.1, 23, true",
    "10.0.0.0/8:*, '', 11.0.0.1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, 127.0.0.1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, ::ffff:127.0.0.1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, ::127.0.0.1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, 64:ff9b::127.0.0.1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, ::1, 22, false",
    "'', 127.0.0.0/8:* [::1]:*, 10.0.0.1, 22, true",
    "169.254.7.7:80, '', 169.254.7.7, 80, true",
    "169.254.7.7:80, '', 169.254.7.7, 81, false",
    "169.254.7.7:80, '', 169.254.7.8, 80, false",
    "169.254.0.0/15:80, '', 169.254.7.7, 80, false",
    "169.254.7.7:80, 169.254.7.7:80, 169.254.7.7, 80, false",
    "[fe80::/64]:80, '', fe80::1, 80, true",
    "0.0.0.0/8:80, '', 0.0.0.0, 80, false",
    "[ff02::1]:80, '', ff02::1, 80, false"
  })
  void denyIsStrongerThanAllow(
      String allow, String deny, String address, int port, boolean permitted) {
    assertEquals(permitted, permits(policy(allow, deny), address, port));
  }

  @Test
  void aNameThatIsAllowedMayNotLeadToWhatIsDenied() throws Exception {
    var metadata = InetAddress.ofLiteral("169.254.169.254");
    var inner = InetAddress.ofLiteral("10.0.0.1");
    assertFalse(policy("*.lan:*", "").permits("evil.lan", metadata, 80));
    assertFalse(policy("*.lan:*", "10.0.0.0/8:*").permits("evil.lan", inner, 80));
    assertTrue(policy("*.lan:*", "").permits("good.lan", inner, 80));
    assertFalse(policy("*.lan:*", "").permits("10.0.0.1", inner, 80));
  }
}
