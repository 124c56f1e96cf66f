package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `entry-point bench` with the built executables: piped, and on a terminal.
class BenchExecutableTest {
  @TempDir private Path directory;
  private String relay = "";

  @BeforeEach
  void choosePort() throws Exception {
    relay = "127.0.0.1:" + Commands.freePort();
  }

  private void start(Executables programs) throws Exception {
    programs.run(0, "gen-cert", "x509", "--ip", "127.0.0.1");
    programs.run(0, "gen-cert", "ed25519");
    programs
        .start("relay-server", "-p", relay.substring(relay.indexOf(':') + 1))
        .await("ready: listening");
    programs.start("reverse-proxy", "-s", relay).await("ready: the group");
  }

  @Test
  void pipedItIsLinesAlone() throws Exception {
    try (var programs = new Executables(directory)) {
      start(programs);
      String text = programs.run(0, "entry-point", "bench", "-s", relay, "--duration", "300ms");
      assertEquals(6, text.lines().count(), text);
      assertTrue(text.matches("(?s).*\nup {15}[0-9.]+ MB/s.*\ndown {13}[0-9.]+ MB/s.*"), text);
      assertFalse(text.contains("\u001b"), text);
    }
  }

  @Test
  void onATerminalABarGrows() throws Exception {
    try (var programs = new Executables(directory)) {
      start(programs);
      Executables.Running bench =
          programs.startOnTerminal("entry-point", "bench", "-s", relay, "--duration", "500ms");
      assertEquals(0, bench.awaitExit(), bench::text);
      String text = bench.text();
      assertTrue(text.matches("(?s).*\r\u001b\\[Kround trip {7}\\[#*-+].*"), text);
      assertTrue(text.matches("(?s).*\r\u001b\\[Kdown {13}\\[#+-*]  [0-9.]+ MB/s.*"), text);
      assertTrue(
          text.matches("(?s).*\r\u001b\\[Kdown {13}[0-9.]+ MB/s \\([0-9]+ Mbit/s\\) .*"), text);
    }
  }
}
