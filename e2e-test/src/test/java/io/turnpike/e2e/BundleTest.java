package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.Programs;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.gencert.GenCertCommand;
import io.turnpike.identity.KeyFileException;
import io.turnpike.relay.RelayServer;
import io.turnpike.relay.RelayServerConfig;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Edges that have nothing but their bundle, and a relay that has what `gen-cert bundle` put beside
/// them.
class BundleTest {
  @TempDir Path directory;
  private final List<AutoCloseable> running = new ArrayList<>();
  private RelayServer relay;

  /// The relay's port is known before it runs, as users know it: it starts once to get one.
  @BeforeEach
  void startRelay() throws Exception {
    bundle(1, "probe", "entry");
    RelayServer first = RelayServer.start(relayConfig(0));
    int port = first.address().getPort();
    first.close();
    bundle(port, "home", "reverse");
    bundle(port, "laptop", "entry");
    relay = RelayServer.start(relayConfig(port));
    running.add(relay);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : running.reversed()) {
      each.close();
    }
  }

  private RelayServerConfig relayConfig(int port) {
    Path certs = directory.resolve("certs");
    return new RelayServerConfig(
        "127.0.0.1",
        port,
        certs.resolve("server.crt"),
        certs.resolve("server.key"),
        certs.resolve("auth.pub"),
        certs.resolve("authorized_keys"),
        Duration.ZERO,
        1);
  }

  private void bundle(int port, String name, String role) {
    var output = new StringWriter();
    var writer = new PrintWriter(output);
    int exitCode =
        Programs.run(
            new GenCertCommand(),
            new String[] {
              "bundle",
              "--server=127.0.0.1:" + port,
              "--role=" + role,
              "--name=" + name,
              "--group=7",
              "--output=" + directory.resolve("certs"),
              "--directory=" + directory
            },
            writer,
            writer);
    assertEquals(0, exitCode, output::toString);
  }

  /// Without anything in certs/ but what the test names.
  private String[] profile(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("--profile"));
    all.add(directory.resolve(name + ".turnpike").toString());
    all.add("--authorized-keys=" + directory.resolve("none"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private ReverseProxy startReverse() throws Exception {
    var reverse =
        ReverseProxy.start(ReverseProxyCommand.parse(Map.of(), profile("home", "--pool=1")));
    running.add(reverse);
    return reverse;
  }

  private EntryPoint startEntry(String name, Destination destination) throws Exception {
    var entry =
        EntryPoint.start(
            EntryPointCommand.parse(
                Map.of(), profile(name, "--pool=1", "-r", "127.0.0.1:" + destination.route())));
    running.add(entry);
    return entry;
  }

  private static void assertEchoes(EntryPoint entry) throws Exception {
    byte[] sent = new byte[100_000];
    new java.util.Random(1).nextBytes(sent);
    try (Socket source = Tcp.connect(entry.addresses().getFirst())) {
      source.getOutputStream().write(sent);
      source.shutdownOutput();
      assertArrayEquals(sent, source.getInputStream().readAllBytes());
    }
  }

  @Test
  void aBundleIsAllThatAnEdgeNeeds() throws Exception {
    try (var destination = Destination.echo()) {
      startReverse();
      assertEchoes(startEntry("laptop", destination));
    }
  }

  @Test
  void anEdgeThatComesLaterIsAcceptedWithoutARestart() throws Exception {
    try (var destination = Destination.echo()) {
      ReverseProxy reverse = startReverse();
      assertEchoes(startEntry("laptop", destination));
      bundle(relay.address().getPort(), "phone", "entry"); // rewrites home.turnpike
      relay.reload(); // as the watch of its files does a moment later
      reverse.edge().reload();
      assertEchoes(startEntry("phone", destination));
    }
  }

  @Test
  void aBundleOfTheOtherRoleIsRefused() {
    var config = ReverseProxyCommand.parse(Map.of(), profile("laptop"));
    String message =
        assertThrows(KeyFileException.class, () -> ReverseProxy.start(config)).getMessage();
    assertTrue(message.contains("profile of role entry (expected: one made with"), message);
  }
}
