package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InheritedSocketsTest {
  private static final long PID = 42;

  private static InheritedSockets with(String... environment) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      map.put(environment[i], environment[i + 1]);
    }
    // Descriptor 3 listens everywhere on port 1003, 4 on 127.0.0.1:1004, and so on.
    return InheritedSockets.of(
        map, PID, fd -> new InetSocketAddress(fd == 3 ? "0.0.0.0" : "127.0.0.1", 1000 + fd));
  }

  private static Optional<Integer> claim(InheritedSockets sockets, String host, int port) {
    return sockets
        .claim(new InetSocketAddress(host, port))
        .map(InheritedSockets.Inherited::descriptor);
  }

  @Test
  void areNoneWithoutTheEnvironment() {
    assertTrue(with().isEmpty());
    assertTrue(with("LISTEN_PID", "42").isEmpty());
    assertTrue(with("LISTEN_PID", "42", "LISTEN_FDS", "0").isEmpty());
  }

  @Test
  void areNoneWhenTheyAreForAnotherProcess() {
    assertTrue(with("LISTEN_FDS", "1").isEmpty());
    assertTrue(with("LISTEN_PID", "41", "LISTEN_FDS", "1").isEmpty());
    assertTrue(with("LISTEN_PID", "41", "LISTEN_FDS", "nonsense").isEmpty());
  }

  @Test
  void areClaimedByWhereTheyListen() {
    InheritedSockets sockets = with("LISTEN_PID", "42", "LISTEN_FDS", "3");
    assertEquals(Optional.empty(), claim(sockets, "127.0.0.1", 1003));
    assertEquals(Optional.empty(), claim(sockets, "127.0.0.2", 1004));
    assertEquals(Optional.empty(), claim(sockets, "127.0.0.1", 1009));
    assertEquals(Optional.of(5), claim(sockets, "127.0.0.1", 1005));
    assertEquals(Optional.of(3), claim(sockets, "::", 1003)); // either family's "everywhere"
    assertEquals(Optional.empty(), claim(sockets, "::", 1003));
    assertEquals(4, sockets.claimNext().orElseThrow().descriptor());
    assertTrue(sockets.isEmpty());
    sockets.requireAllClaimed();
  }

  @Test
  void thoseThatNobodyListensOnAreNamed() {
    InheritedSockets sockets =
        with("LISTEN_PID", "42", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web:db");
    claim(sockets, "0.0.0.0", 1003);
    var failure = assertThrows(DescriptorException.class, sockets::requireAllClaimed);
    assertEquals(
        "LISTEN_FDS: [127.0.0.1:1004 (db)] is no listener of this program"
            + " (expected: sockets of its listeners only)",
        failure.getMessage());
  }

  @Test
  void namesOfAnotherNumberAreLeftOut() {
    InheritedSockets sockets = with("LISTEN_PID", "42", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web");
    assertEquals("0.0.0.0:1003", sockets.claimNext().orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "257", "1.0", "99999999999"})
  void refusesWhatIsNoNumberOfSockets(String count) {
    var failure =
        assertThrows(
            DescriptorException.class, () -> with("LISTEN_PID", "42", "LISTEN_FDS", count));
    assertEquals(
        "LISTEN_FDS: \"" + count + "\" (expected: a number from 0 to 256)", failure.getMessage());
  }
}
