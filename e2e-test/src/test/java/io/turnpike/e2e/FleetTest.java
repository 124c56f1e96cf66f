package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.edge.Rendezvous;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.relay.RelayServer;
import io.turnpike.reverse.ReverseProxyCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Relays at several addresses of one name, whose addresses change: 127.0.0.1 and up, which only
/// Linux has. The edges are processes, so that they can have a hosts file of their own.
class FleetTest {
  private static final int EDGES = 2;

  @TempDir private Path directory;
  private final Keys keys = Keys.make();
  private final Map<Integer, RelayServer> relays = new TreeMap<>();
  private final List<Program> edges = new ArrayList<>();
  private int port;
  private Destination destination;
  private int entryPort;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "127.0.0.2 is not local here");
    port = Commands.freePort();
    entryPort = Commands.freePort();
    destination = Destination.start(FleetTest::echoUntilReset);
  }

  @AfterEach
  void stop() throws Exception {
    for (Program edge : edges) {
      edge.close();
    }
    relays.values().forEach(RelayServer::close);
    if (destination != null) {
      destination.close();
    }
    keys.close();
  }

  /// The edges are killed at the end.
  private static void echoUntilReset(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // reset
    }
  }

  private static String address(int relay) {
    return "127.0.0." + relay;
  }

  private void startRelay(int number) throws Exception {
    relays.put(
        number,
        RelayServer.start(ChainSettings.of().withRelayHost(address(number)).relay(keys, port)));
  }

  private void stopRelay(int number) {
    relays.remove(number).close();
  }

  /// What `localhost`, for which the certificate is, resolves to.
  private void resolveTo(Integer... numbers) throws IOException {
    StringBuilder hosts = new StringBuilder();
    for (int number : numbers) {
      hosts.append(address(number)).append(" localhost\n");
    }
    Path fresh = Files.writeString(directory.resolve("hosts.new"), hosts);
    Files.move(
        fresh, directory.resolve("hosts"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private void startEdge(Class<?> main, String... arguments) throws IOException {
    List<String> command = Program.command(main, arguments);
    command.addAll(
        1,
        List.of(
            "-Djdk.net.hosts.file=" + directory.resolve("hosts"),
            "-Dsun.net.inetaddr.ttl=0",
            "-Dsun.net.inetaddr.negative.ttl=0"));
    command.addAll(
        List.of(
            "--server-cert=" + keys.serverCert(),
            "--auth-private-key=" + keys.authPrivate(),
            "--authorized-keys=" + keys.authorizedKeys(),
            "--relay-refresh=200ms",
            "--threads=1"));
    edges.add(Program.startAs(command.toArray(String[]::new)));
  }

  private void startEdges(String... arguments) throws IOException {
    startEdge(ReverseProxyCommand.class, arguments);
    List<String> more = new ArrayList<>(Arrays.asList(arguments));
    more.add("--routes=127.0.0.1:" + entryPort + ":" + destination.port());
    startEdge(EntryPointCommand.class, more.toArray(String[]::new));
    edges.getLast().await("ready");
  }

  /// The relays in the order of the group `0`.
  private List<Integer> order(Integer... numbers) {
    return new Rendezvous("0").order(List.of(numbers), number -> address(number) + ":" + port);
  }

  /// Waits until both edges are at exactly these relays.
  private void awaitAt(Integer... numbers) {
    List<Integer> expected = Arrays.stream(numbers).sorted().toList();
    Await.until(() -> at() + " (expected: " + expected + ")", () -> at().equals(expected));
  }

  /// Where both edges are; with one edge alone somewhere, not a list that any test expects.
  private List<Integer> at() {
    List<Integer> at = new ArrayList<>();
    relays.forEach((number, relay) -> {
      if (relay.edges() > 0) {
        at.add(relay.edges() == EDGES ? number : -number);
      }
    });
    return at;
  }

  private Socket connect() throws IOException {
    Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", entryPort));
    echo(source);
    return source;
  }

  private static void echo(Socket source) throws IOException {
    source.getOutputStream().write(9);
    assertEquals(9, source.getInputStream().read());
  }

  @Test
  void everyAddressOfANameHasALink() throws Exception {
    startRelay(1);
    startRelay(2);
    resolveTo(1, 2);
    startEdges("--server-address=localhost:" + port);
    awaitAt(1, 2);
    try (Socket source = connect()) {
      startRelay(3);
      resolveTo(2, 3); // one comes, one goes
      awaitAt(2, 3);
      echo(source);
      stopRelay(2);
      echo(source);
      awaitAt(3);
    }
  }

  @Test
  void aGroupMeetsAtTheSameRelaysOfManyWhateverIsDead() throws Exception {
    Integer[] all = {1, 2, 3, 4, 5};
    for (int number : all) {
      startRelay(number);
    }
    resolveTo(all);
    List<Integer> order = order(all);
    startEdges("--relay-dns=localhost:" + port);
    awaitAt(order.get(0), order.get(1));
    try (Socket source = connect()) {
      stopRelay(order.get(0));
      stopRelay(order.get(1)); // all that were chosen
      echo(source);
      awaitAt(order.get(2), order.get(3));
      connect().close();
      startRelay(order.get(0)); // it is the first choice again
      awaitAt(order.get(0), order.get(2));
      echo(source);
    }
  }

  @Test
  void aRelayThatLeavesTheNameIsLeft() throws Exception {
    Integer[] all = {1, 2, 3};
    for (int number : all) {
      startRelay(number);
    }
    resolveTo(all);
    List<Integer> order = order(all);
    startEdges("--relay-dns=localhost:" + port, "--relays-per-edge=1");
    awaitAt(order.get(0));
    try (Socket source = connect()) {
      resolveTo(order.get(1), order.get(2));
      awaitAt(order.get(1));
      echo(source);
    }
  }
}
