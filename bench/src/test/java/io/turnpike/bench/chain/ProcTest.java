package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcTest {
  private static final String LISTENING =
      "   0: 0100007F:1151 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1";
  private static final String ESTABLISHED =
      "  12: 0100007F:0016 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 2";

  @Test
  void theCpuTimeIsThatOfTheProcessAndItsChildrenWhateverItsName() {
    String numbers = "S 1 2 3 4 5 6 7 8 9 10 150 25 3 2 20 0 4 0 100 200 300";

    assertEquals(1.8, Proc.parseCpuSeconds("42 (java) " + numbers), 1e-9);
    assertEquals(1.8, Proc.parseCpuSeconds("42 (a) R 9 (b) " + numbers + "\n"), 1e-9);
  }

  @Test
  void thePssIsTheFirstOfItsLinesInTheRollup() {
    String rollup =
        "5580-7ffe ---p 00:00 0 [rollup]\nRss:  9000 kB\nPss:     4321 kB\nPss_Dirty: 7 kB\n";

    assertEquals(4321, Proc.parsePssKib(rollup));
    assertThrows(IllegalArgumentException.class, () -> Proc.parsePssKib("Rss: 1 kB\n"));
  }

  @Test
  void aLineOfTheSocketTableHasPortAndState() {
    assertEquals(4433, Proc.localPort(LISTENING));
    assertEquals(10, Proc.state(LISTENING));
    assertEquals(22, Proc.localPort(ESTABLISHED));
    assertEquals(1, Proc.state(ESTABLISHED));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSocketListensUntilItIsClosed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertTrue(Proc.isListening(port));
    }
    assertFalse(Proc.isListening(port));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessHasMemoryAndOneThatIsGoneHasNothing() throws Exception {
    assertTrue(Proc.pssKib(ProcessHandle.current().pid()) > 1024);
    assertEquals(0, Proc.pssKib(Integer.MAX_VALUE));
    assertEquals(0, Proc.cpuSeconds(Integer.MAX_VALUE));
  }
}
