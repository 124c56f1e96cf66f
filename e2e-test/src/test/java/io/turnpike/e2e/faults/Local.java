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

/// The three programs on this host, each with an admin endpoint, and a destination.
final class Local implements AutoCloseable {
  private final Path directory;
  private final Executables programs;
  private final Destination destination;
  private final List<String> environment;
  private final int port;
  private final int relayPort;
  private final List<Running> running = new ArrayList<>();

  /// Until connections get through; the destination echoes what begins with [Transfers#ECHO].
  ///
  /// @param environment `NAME=value`, of each program
  /// @param edgeOptions of both edges
  static Local start(
      Path directory, Destination.Script script, List<String> environment, String... edgeOptions)
      throws Exception {
    var programs = new Executables(directory);
    try {
      return new Local(directory, programs, script, environment, edgeOptions);
    } catch (Exception | AssertionError e) {
      programs.close();
      throw e;
    }
  }

  private Local(
      Path directory,
      Executables programs,
      Destination.Script script,
      List<String> environment,
      String... edgeOptions)
      throws Exception {
    this.directory = directory;
    this.programs = programs;
    this.environment = environment;
    this.destination = Destination.start(script);
    programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
    programs.run(0, "gen-cert", "ed25519");
    this.relayPort = portOf(start("relay-server", List.of(), "-p", "0"));
    String relay = "127.0.0.1:" + relayPort;
    start("reverse-proxy", List.of(edgeOptions), "-s", relay);
    String route = "127.0.0.1:0:" + destination.port();
    Running entry = start("entry-point", List.of(edgeOptions), "-s", relay, "-r", route);
    this.port = portOf(entry);
    entry.await("ready");
    Await.until(() -> "no echo\n" + log(), this::echoes);
  }

  private static int portOf(Running program) {
    return Integer.parseInt(program.await("listening address=\\S*:(\\d+)"));
  }

  private Running start(String program, List<String> options, String... more) throws IOException {
    var all = new ArrayList<>(options);
    all.addAll(List.of(more));
    all.addAll(List.of("--admin", "unix:" + program + ".sock"));
    Running started =
        programs.startWithEnvironment(environment, program, all.toArray(String[]::new));
    running.add(started);
    return started;
  }

  InetSocketAddress entryPoint() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  InetSocketAddress relay() {
    return new InetSocketAddress("127.0.0.1", relayPort);
  }

  /// Processor time that the relay has used.
  double relayProcessorSeconds() {
    var used = running.getFirst().process().info().totalCpuDuration().orElseThrow();
    return used.toMillis() / 1e3;
  }

  /// What the relay has written.
  String relayLog() {
    return running.getFirst().text();
  }

  Destination destination() {
    return destination;
  }

  boolean echoes() {
    try (Socket source = Tcp.connect(entryPoint())) {
      source.setSoTimeout(1000);
      source.getOutputStream().write(new byte[] {Transfers.ECHO, 7});
      return source.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether each of them still runs.
  boolean areAlive() {
    return running.stream().allMatch(each -> each.process().isAlive());
  }

  /// In the order relay-server, reverse-proxy, entry-point.
  List<Footprint> footprints() {
    List<Footprint> all = new ArrayList<>();
    List<String> names = List.of("relay-server", "reverse-proxy", "entry-point");
    try {
      for (int i = 0; i < names.size(); i++) {
        Path admin = directory.resolve(names.get(i) + ".sock");
        all.add(Footprint.of(running.get(i).process(), admin));
      }
    } catch (IOException e) {
      throw new AssertionError(log(), e);
    }
    return all;
  }

  /// What the three have written.
  String log() {
    StringBuilder text = new StringBuilder();
    running.forEach(each -> text.append(each.text()));
    return text.toString();
  }

  @Override
  public void close() throws Exception {
    try (destination;
        programs) {
      // in this order backwards
    }
  }
}
