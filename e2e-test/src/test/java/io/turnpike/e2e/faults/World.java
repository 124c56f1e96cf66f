package io.turnpike.e2e.faults;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Executables;
import io.turnpike.e2e.Executables.Running;
import io.turnpike.e2e.Tcp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The three programs, each in its namespace of a [Network], and a destination that knows
/// [Transfers].
final class World implements AutoCloseable {
  /// Enough to cover for each other.
  static final int RELAYS = 2;

  private static final int ENTRY_PORT = 5001;
  private static final String GROUP = "7";

  private final Path directory;
  private final Network network;
  private final Executables programs;
  private final Destination destination;
  private final List<Running> relays = new ArrayList<>();
  private final Running reverse;
  private final Running entry;

  /// Until connections get through.
  static World start(Path directory, String... edgeOptions) throws Exception {
    return start(1, directory, edgeOptions);
  }

  /// @param relays how many, on one host
  static World start(int relays, Path directory, String... edgeOptions) throws Exception {
    var programs = new Executables(directory);
    Network network = Network.create();
    try {
      return new World(relays, directory, network, programs, List.of(edgeOptions));
    } catch (Exception | AssertionError e) {
      programs.close();
      network.close();
      throw e;
    }
  }

  private World(
      int relays, Path directory, Network network, Executables programs, List<String> edgeOptions)
      throws Exception {
    this.directory = directory;
    this.network = network;
    this.programs = programs;
    this.destination = Destination.start(network.destinationAddress(), Transfers::serve);
    String addresses = network.relayAddress(true) + "," + network.relayAddress(false);
    programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", addresses);
    programs.run(0, "gen-cert", "ed25519");
    for (int i = 0; i < relays; i++) {
      this.relays.add(startRelay(i));
    }
    reverse = startEdge("reverse-proxy", false, edgeOptions);
    var more = new ArrayList<>(edgeOptions);
    String route = ENTRY_PORT + ":" + network.destinationAddress() + ":" + destination.port();
    more.addAll(List.of("-r", route));
    entry = startEdge("entry-point", true, more);
    entry.await("ready");
    Await.until(() -> "no echo\n" + log(), this::echoes);
  }

  private Running startRelay(int which) throws IOException {
    int port = Network.RELAY_PORT + which;
    String admin = "unix:relay-server-" + which + ".sock";
    String drain = "10s"; // of connections whose path is gone it hears nothing
    return programs.startIn(
        network.relay(),
        "relay-server",
        "-p",
        "" + port,
        "--admin",
        admin,
        "--drain-timeout",
        drain);
  }

  private Running startEdge(String program, boolean isEntry, List<String> options)
      throws IOException {
    var all = new ArrayList<>(options);
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < relays.size(); i++) {
      servers.add(network.relayAddress(isEntry) + ":" + (Network.RELAY_PORT + i));
    }
    all.addAll(List.of("-s", String.join(",", servers), "-g", GROUP));
    all.addAll(List.of("--admin", "unix:" + program + ".sock"));
    String namespace = isEntry ? network.entry() : network.reverse();
    return programs.startIn(namespace, program, all.toArray(String[]::new));
  }

  private boolean echoes() {
    try (Socket source = Tcp.connect(entryPoint())) {
      source.setSoTimeout(1000);
      source.getOutputStream().write(new byte[] {Transfers.ECHO, 7});
      return source.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  /// Where sources connect to.
  InetSocketAddress entryPoint() {
    return new InetSocketAddress(network.entryAddress(), ENTRY_PORT);
  }

  Network network() {
    return network;
  }

  Destination destination() {
    return destination;
  }

  Running relay() {
    return relays.getFirst();
  }

  /// In the order entry-point, first relay-server, reverse-proxy.
  List<Running> running() {
    return List.of(entry, relay(), reverse);
  }

  Running entry() {
    return entry;
  }

  Running reverse() {
    return reverse;
  }

  Running relay(int which) {
    return relays.get(which);
  }

  /// `kill -9` of the relay.
  void killRelay() throws InterruptedException {
    relay().kill();
  }

  /// Behind [#killRelay]; does not wait.
  void restartRelay() throws IOException {
    restartRelay(0);
  }

  void restartRelay(int which) throws IOException {
    relays.set(which, startRelay(which));
  }

  /// What every program holds of its host, and what it says of itself: entry-point, relay-servers,
  /// reverse-proxy.
  List<Footprint> footprints() throws IOException {
    List<Footprint> all = new ArrayList<>();
    all.add(footprint(entry, "entry-point"));
    for (int i = 0; i < relays.size(); i++) {
      all.add(footprint(relay(i), "relay-server-" + i));
    }
    all.add(footprint(reverse, "reverse-proxy"));
    return all;
  }

  private Footprint footprint(Running program, String name) throws IOException {
    return Footprint.of(program.process(), directory.resolve(name + ".sock"));
  }

  /// Sends a signal by its name.
  static void signal(Running program, String name) throws Exception {
    Network.run("kill", "-" + name, "" + program.process().pid());
  }

  /// What the three have written.
  String log() {
    return entry.text() + relay().text() + reverse.text();
  }

  @Override
  public void close() throws Exception {
    try (network;
        destination;
        programs) {
      // in this order backwards
    }
  }
}
