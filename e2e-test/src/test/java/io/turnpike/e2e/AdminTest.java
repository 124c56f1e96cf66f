package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.proxy.TcpProxy;
import io.turnpike.proxy.TcpProxyCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the programs' admin endpoints say while traffic flows, and when it does not.
class AdminTest {
  private static final int BYTES = 300_000;

  private static void echo(Socket socket) throws Exception {
    byte[] data = new byte[BYTES];
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                socket.getOutputStream().write(data);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertArrayEquals(data, socket.getInputStream().readNBytes(BYTES));
    writer.join();
  }

  @Test
  void everyProgramCountsTheSameBytes() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var entry = Admin.open("entry-point", chain.entry().subject());
        var reverse = Admin.open("reverse-proxy", chain.reverse().subject());
        var relay = Admin.open("relay-server", chain.relay().subject())) {
      chain.awaitPool();
      try (Socket socket = Tcp.connect(chain.address())) {
        echo(socket);
        for (Admin edge : List.of(entry, reverse)) {
          assertEquals(1, edge.number("streamsOpen"));
          assertEquals(BYTES, edge.number("upBytes"));
          assertEquals(BYTES, edge.number("downBytes"));
          assertEquals(1, edge.rows("streams").size());
        }
        Map<String, Object> route = entry.rows("routes").getFirst();
        assertEquals(1L, route.get("open"));
        assertEquals((long) BYTES, route.get("upBytes"));
      }
      chain.awaitNoStreams();
      for (Admin edge : List.of(entry, reverse)) {
        assertEquals(0, edge.number("streamsOpen"));
        assertEquals(BYTES, edge.number("downBytes"));
        Map<String, Double> metrics = edge.metrics();
        assertEquals(BYTES, metrics.get("turnpike_bytes_total{direction=\"up\"}"));
        assertEquals(1, metrics.get("turnpike_streams_total"));
        assertEquals(1, metrics.get("turnpike_streams_ended_total{reason=\"finished\"}"));
        assertEquals(1, metrics.get("turnpike_streams_open_time_seconds_count"));
      }
      assertEquals(1, entry.metrics().get("turnpike_pool_requests_total{found=\"idle\"}"));
      Map<String, Object> group = relay.rows("groups").getFirst();
      assertEquals(chain.settings().group(), group.get("group"));
      assertEquals(1L, group.get("entryPoints"));
      assertTrue((Long) group.get("paired") >= chain.settings().pool(), group.toString());
    }
  }

  @Test
  void theRelayCountsWhatItForwardsInBothDirections() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var relay = Admin.open("relay-server", chain.relay().subject())) {
      chain.restartEntry(0); // bytes are counted for pairs that begin when somebody looks
      chain.entry().awaitReady();
      try (Socket socket = Tcp.connect(chain.address())) {
        echo(socket);
        Await.until(
            () -> relay.status().toString(),
            () -> relay.number("upBytes") > BYTES && relay.number("downBytes") > BYTES);
      }
      long up = relay.number("upBytes");
      chain.awaitNoStreams();
      chain.reverse().close();
      Await.until(() -> "pairs", () -> chain.relay().pairs() == 0);
      assertTrue(relay.number("upBytes") >= up, "a counter went back");
    }
  }

  @Test
  void readinessFollowsTheTunnels() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var entry = Admin.open("entry-point", chain.entry().subject());
        var reverse = Admin.open("reverse-proxy", chain.reverse().subject());
        var relay = Admin.open("relay-server", chain.relay().subject())) {
      assertEquals("200 ready\n", entry.get("/readyz"));
      assertEquals("200 ready\n", reverse.get("/readyz"));
      assertEquals("200 ready\n", relay.get("/readyz"));
      chain.relay().drain();
      assertEquals("503 draining\n", relay.get("/readyz"));
      chain.stopRelay();
      Await.until(
          () -> entry.get("/readyz") + reverse.get("/readyz"),
          () ->
              entry.get("/readyz").startsWith("503 no secured tunnel: 127.0.0.1:")
                  && reverse.get("/readyz").startsWith("503 no relay: 127.0.0.1:"));
      assertEquals("200 ok\n", entry.get("/healthz"));
      chain.startRelayAgain();
      Await.until(
          () -> entry.get("/readyz") + reverse.get("/readyz"),
          () -> entry.get("/readyz").startsWith("200") && reverse.get("/readyz").startsWith("200"));
    }
  }

  @Test
  void aResumedStreamIsCounted() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var entry = Admin.open("entry-point", chain.entry().subject());
        Socket socket = Tcp.connect(chain.address())) {
      echo(socket);
      chain.stopRelay();
      chain.startRelayAgain();
      echo(socket);
      assertEquals(1, entry.metrics().get("turnpike_resumes_total{result=\"in_time\"}"));
      assertEquals(2 * BYTES, entry.number("upBytes"));
    }
  }

  @Test
  void whatIsRefusedHasAReason() throws Exception {
    try (var chain = Chain.start(ChainSettings.of("0:169.254.169.254:80", "10.0.0.0/8:0:1"));
        var entry = Admin.open("entry-point", chain.entry().subject());
        var reverse = Admin.open("reverse-proxy", chain.reverse().subject())) {
      Tcp.expectResetOf(chain.address(0), new byte[0], Duration.ofSeconds(10));
      Tcp.expectResetOf(chain.address(1), new byte[0], Duration.ofSeconds(10));
      assertEquals(1, reverse.metrics().get("turnpike_refused_total{reason=\"denied\"}"));
      assertEquals(1, entry.metrics().get("turnpike_streams_ended_total{reason=\"denied\"}"));
      assertEquals(1, entry.metrics().get("turnpike_refused_total{reason=\"not_permitted\"}"));
    }
  }

  @Test
  void strangersAreCountedAtTheRelay() throws Exception {
    try (var chain = Chain.startRelay(ChainSettings.of());
        var relay = Admin.open("relay-server", chain.relay().subject());
        Socket stranger = Tcp.connect(new InetSocketAddress("127.0.0.1", chain.relayPort()))) {
      stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      stranger.getInputStream().readAllBytes();
      Await.until(
          () -> relay.metrics().toString(),
          () -> relay.metrics().get("turnpike_authentication_failures_total") == 1);
    }
  }

  @Test
  void tcpProxyHasItsOwn() throws Exception {
    try (var destination = Destination.echo();
        var proxy =
            TcpProxy.start(
                TcpProxyCommand.parse(
                    Map.of(), "--listen", "127.0.0.1:0", "--backend", destination.address() + ""));
        var admin = Admin.open("tcp-proxy", proxy.subject())) {
      assertEquals("200 ready\n", admin.get("/readyz"));
      try (Socket socket = Tcp.connect(proxy.addresses().getFirst())) {
        echo(socket);
        assertEquals(BYTES, admin.number("upBytes"));
        assertEquals((long) BYTES, admin.rows("routes").getFirst().get("downBytes"));
      }
      Await.until(
          () -> admin.metrics().toString(),
          () -> admin.metrics().get("turnpike_connections_ended_total{reason=\"finished\"}") == 1);
      assertEquals(BYTES, admin.metrics().get("turnpike_bytes_total{direction=\"down\"}"));
    }
  }

  @Test
  void withoutTheOptionNothingOfItIsLoaded(@TempDir Path folder) throws Exception {
    assertEquals(List.of(), loaded(folder, "off"));
    assertTrue(
        loaded(folder, "on", "--admin", "unix:" + folder.resolve("s")).stream()
            .anyMatch(line -> line.contains("io.micrometer.core")));
  }

  /// Classes of the endpoint and of what it is made of, in a tcp-proxy that has moved bytes; but
  /// for the interface that the program itself names.
  private static List<String> loaded(Path folder, String name, String... more) throws Exception {
    Path log = folder.resolve(name);
    try (var destination = Destination.echo()) {
      List<String> command =
          new ArrayList<>(
              Program.command(
                  TcpProxyCommand.class,
                  "--listen",
                  "127.0.0.1:0",
                  "--backend",
                  destination.address() + ""));
      command.addAll(List.of(more));
      command.add(1, "-Xlog:class+load:file=" + log);
      try (var proxy = Program.startAs(command.toArray(String[]::new))) {
        proxy.await(more.length == 0 ? "ready" : "admin endpoint");
        int port = Integer.parseInt(proxy.await("listening address=127.0.0.1:(\\d+)"));
        try (Socket socket = Tcp.connect(new InetSocketAddress("127.0.0.1", port))) {
          echo(socket);
        }
        proxy.terminate();
        assertEquals(0, proxy.awaitExit());
      }
    }
    try (var lines = Files.lines(log)) {
      return lines
          .filter(line ->
              line.matches(
                  ".*(io\\.turnpike\\.admin\\.(?!Subject )|io\\.micrometer|io\\.prometheus|handler\\.codec\\.http"
                      + "|com\\.fasterxml).*"))
          .toList();
    }
  }
}
