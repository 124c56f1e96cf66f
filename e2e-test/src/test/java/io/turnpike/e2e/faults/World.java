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
  private static final int ENTRY_PORT = 5001;
  private static final String GROUP = "7";

  private final Network network;
  private final Executables programs;
  private final Destination destination;
  private Running relay;
  private final Running reverse;
  private final Running entry;

  /// Until connections get through.
  static World start(Path directory, String... edgeOptions) throws Exception {
    var programs = new Executables(directory);
    Network network = Network.create();
    try {
      return new World(network, programs, edgeOptions);
    } catch (Exception | AssertionError e) {
      programs.close();
      network.close();
      throw e;
    }
  }

  private World(Network network, Executables programs, String... edgeOptions) throws Exception {
    this.network = network;
    this.programs = programs;
    this.destination = Destination.start(network.destinationAddress(), Transfers::serve);
    String addresses = network.relayAddress(true) + "," + network.relayAddress(false);
    programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", addresses);
    programs.run(0, "gen-cert", "ed25519");
    relay = startRelay();
    reverse = startEdge("reverse-proxy", false, List.of(edgeOptions));
    var more = new ArrayList<>(List.of(edgeOptions));
    String route = ENTRY_PORT + ":" + network.destinationAddress() + ":" + destination.port();
    more.addAll(List.of("-r", route));
    entry = startEdge("entry-point", true, more);
    entry.await("ready");
    Await.until(() -> "no echo\n" + log(), this::echoes);
  }

  private Running startRelay() throws IOException {
    return programs.startIn(network.relay(), "relay-server", "-p", "" + Network.RELAY_PORT);
  }

  private Running startEdge(String program, boolean isEntry, List<String> options)
      throws IOException {
    var all = new ArrayList<>(options);
    String server = network.relayAddress(isEntry) + ":" + Network.RELAY_PORT;
    all.addAll(List.of("-s", server, "-g", GROUP));
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
    return relay;
  }

  /// In the order entry-point, relay-server, reverse-proxy.
  List<Running> running() {
    return List.of(entry, relay, reverse);
  }

  /// `kill -9` of the relay.
  void killRelay() throws InterruptedException {
    relay.kill();
  }

  /// Behind [#killRelay]; does not wait.
  void restartRelay() throws IOException {
    relay = startRelay();
  }

  /// Sends a signal by its name.
  static void signal(Running program, String name) throws Exception {
    Network.run("kill", "-" + name, "" + program.process().pid());
  }

  /// What the three have written.
  String log() {
    return entry.text() + relay.text() + reverse.text();
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
