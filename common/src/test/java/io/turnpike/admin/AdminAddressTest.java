package io.turnpike.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAddressTest {
  @Test
  void readsAllForms() {
    assertEquals("127.0.0.1:9090", AdminAddress.parse("127.0.0.1:9090").toString());
    assertEquals("127.0.0.1:9090", AdminAddress.parse("localhost:9090").toString());
    assertFalse(AdminAddress.parse("[::1]:9090").isRemote());
    assertEquals(
        new AdminAddress.Unix(Path.of("/run/x.sock")), AdminAddress.parse("unix:/run/x.sock"));
    assertFalse(AdminAddress.parse("unix:x.sock").isRemote());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9090", "[::]:9090", "192.168.1.2:9090", "[fe80::1]:9090"})
  void knowsWhatOthersReach(String text) {
    assertTrue(AdminAddress.parse(text).isRemote());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9090", "example.com:9090", "unix:", "127.0.0.1:70000", "/run/x.sock"})
  void refusesWithWhatWasExpected(String text) {
    var error = assertThrows(IllegalArgumentException.class, () -> AdminAddress.parse(text));
    assertTrue(error.getMessage().contains("(expected: "), error.getMessage());
  }

  @Test
  void refusesAPathThatTheKernelWouldCut() {
    String longest = "/" + "x".repeat(AdminAddress.Unix.LONGEST - 1);
    assertEquals("unix:" + longest, AdminAddress.parse("unix:" + longest).toString());
    assertThrows(IllegalArgumentException.class, () -> AdminAddress.parse("unix:" + longest + "x"));
  }
}
