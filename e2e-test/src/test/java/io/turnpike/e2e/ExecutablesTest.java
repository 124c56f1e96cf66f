package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the README, in an empty directory, with the built executables.
class ExecutablesTest {
  private static final Duration BACK = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private int relayPort;
  private int entryPort;

  @BeforeEach
  void choosePorts() throws IOException {
    try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      relayPort = one.getLocalPort();
      entryPort = two.getLocalPort();
    }
  }

  private void makeKeys(Executables programs) throws Exception {
    programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
    programs.run(0, "gen-cert", "ed25519");
  }

  private Executables.Running relay(Executables programs) throws Exception {
    return programs.start("relay-server", "-p", "" + relayPort);
  }

  private Executables.Running reverse(Executables programs) throws Exception {
    return programs.start("reverse-proxy", "-s", "127.0.0.1:" + relayPort, "-g", "7");
  }

  private Executables.Running entry(Executables programs, Destination destination)
      throws Exception {
    String route = "127.0.0.1:" + entryPort + ":" + destination.port();
    return programs.start("entry-point", "-s", "127.0.0.1:" + relayPort, "-r", route, "-g", "7");
  }

  /// A program that is killed resets its connections.
  private static void echoUntilReset(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // reset
    }
  }

  private boolean echoes() {
    try (Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", entryPort))) {
      source.setSoTimeout(1000);
      source.getOutputStream().write(7);
      return source.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  /// @param restarted when the killed program was started again
  private void expectBack(String program, long restarted) {
    Await.within(BACK, () -> "no service after " + program + " was started again", this::echoes);
    System.out.printf(
        "kill -9 of %s: back %d ms after its restart%n",
        program, (System.nanoTime() - restarted) / 1_000_000);
  }

  @Test
  void serviceIsBackAfterAnyOfTheThreeWasKilledAndRestarted() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.start(ExecutablesTest::echoUntilReset)) {
      makeKeys(programs);
      Executables.Running relay = relay(programs);
      Executables.Running reverse = reverse(programs);
      Executables.Running entry = entry(programs, destination);
      entry.await("ready");
      Await.until(() -> "no echo", this::echoes);

      relay.kill();
      long restarted = System.nanoTime();
      relay(programs);
      expectBack("relay-server", restarted);

      reverse.kill();
      restarted = System.nanoTime();
      reverse(programs);
      expectBack("reverse-proxy", restarted);

      entry.kill();
      restarted = System.nanoTime();
      entry(programs, destination);
      expectBack("entry-point", restarted);
    }
  }

  @Test
  void termDrainsAndExitsWithZero() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.echo()) {
      makeKeys(programs);
      Executables.Running relay = relay(programs);
      Executables.Running reverse = reverse(programs);
      Executables.Running entry = entry(programs, destination);
      entry.await("ready");
      try (Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", entryPort))) {
        source.getOutputStream().write(7);
        assertEquals(7, source.getInputStream().read());
        entry.process().destroy();
        entry.await("draining");
        source.getOutputStream().write(8);
        assertEquals(8, source.getInputStream().read());
      }
      assertEquals(0, entry.awaitExit());
      reverse.process().destroy();
      assertEquals(0, reverse.awaitExit());
      relay.process().destroy();
      assertEquals(0, relay.awaitExit());
    }
  }

  @Test
  void aHangupBeforeReadyEndsNothing() throws Exception {
    try (var programs = new Executables(directory)) {
      makeKeys(programs);
      Executables.Running entry = // never ready: there is no relay
          programs.start("entry-point", "-s", "127.0.0.1:" + relayPort, "-r", entryPort + ":80");
      Executables.Running relay = relay(programs);
      for (Executables.Running each : List.of(entry, relay)) {
        each.await("identity=|certificate="); // its first line
        String pid = String.valueOf(each.process().pid());
        assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
        each.await("keys reloaded");
        assertTrue(each.process().isAlive(), each::text);
      }
    }
  }

  @Test
  void mistakesAreOneLineAndExitTwo() throws Exception {
    try (var programs = new Executables(directory)) {
      makeKeys(programs);
      String server = "127.0.0.1:" + relayPort;
      expectLine(
          programs.run(2, "entry-point", "-s", server, "-r", "5001:99999"),
          "destination port \"99999\"");
      Path key = directory.resolve("certs/auth");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      expectLine(programs.run(2, "reverse-proxy", "-s", server), "chmod 600");
      Files.delete(key);
      expectLine(programs.run(2, "reverse-proxy", "-s", server), "certs/auth");
      expectLine(programs.run(2, "gen-cert", "x509", "--dns", "localhost"), "--force");
    }
  }

  private static void expectLine(String output, String part) {
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.contains(part), output);
  }

  @Test
  void portInUseIsOneLineAndExitOne() throws Exception {
    try (var programs = new Executables(directory);
        var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      makeKeys(programs);
      String output = programs.run(1, "relay-server", "-p", "" + taken.getLocalPort());
      assertTrue(output.contains("port " + taken.getLocalPort() + " is in use"), output);
      assertTrue(!output.contains("\tat "), output);
    }
  }

  @Test
  void strangerIsToldThatItsCredentialsAreRefused() throws Exception {
    try (var programs = new Executables(directory)) {
      makeKeys(programs);
      Executables.Running relay = relay(programs);
      relay.await("ready");
      programs.run(0, "gen-cert", "ed25519", "-o", "other");
      Executables.Running stranger =
          programs.start("reverse-proxy", "-s", "127.0.0.1:" + relayPort, "-a", "other/auth");
      stranger.await("credentials refused");
      relay.await("not authorised");
    }
  }
}
