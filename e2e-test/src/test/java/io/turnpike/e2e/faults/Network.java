package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.e2e.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Three network namespaces, one for each program, and the wires between them:
///
/// ```
///  test ──3── entry ──1── relay ──2── reverse ──4── test
/// ```
///
/// The number is the third byte of a wire's addresses; the left end is .1 on wires 3 and 4 (the
/// test's), the relay's end is .1 on the others. Faults strike wires 1 and 2 only.
final class Network implements AutoCloseable {
  static final int RELAY_PORT = 4433;

  private final String id = Long.toString(ProcessHandle.current().pid() % 1_000_000);
  private final int second = (int) (64 + ProcessHandle.current().pid() % 128);
  private int entryHost = 2;
  private int reverseHost = 2;

  /// Skips the test, with a word, where namespaces cannot be made.
  static Network create() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/proc/self/ns/net"))
            && ProcessHandle.current().info().user().orElse("").equals("root"),
        "no root on Linux");
    Commands.assumeInstalled("ip", "iptables", "ss");
    var network = new Network();
    assumeTrue(
        exitCode(List.of("ip", "netns", "add", network.entry())) == 0,
        "network namespaces cannot be made here");
    try {
      network.build();
    } catch (Exception | AssertionError e) {
      network.close();
      throw e;
    }
    return network;
  }

  private void build() throws Exception {
    run("ip", "netns", "add", relay());
    run("ip", "netns", "add", reverse());
    wire(entry(), "relay", relay(), "entry");
    wire(reverse(), "relay", relay(), "reverse");
    for (String edge : List.of(entry(), reverse())) {
      run("ip", "link", "add", edge, "type", "veth", "peer", "name", "test", "netns", edge);
      run("ip", "link", "set", edge, "up");
      run("ip", "-n", edge, "link", "set", "test", "up");
      run("ip", "-n", edge, "link", "set", "lo", "up");
    }
    run("ip", "addr", "add", address(3, 1) + "/24", "dev", entry());
    run("ip", "addr", "add", address(4, 1) + "/24", "dev", reverse());
    has(entry(), "test", address(3, 2));
    has(reverse(), "test", address(4, 2));
    has(entry(), "relay", address(1, entryHost));
    has(relay(), "entry", address(1, 1));
    has(reverse(), "relay", address(2, reverseHost));
    has(relay(), "reverse", address(2, 1));
  }

  private static void wire(String one, String nameInOne, String other, String nameInOther)
      throws Exception {
    run(
        "ip",
        "link",
        "add",
        "name",
        nameInOne,
        "netns",
        one,
        "type",
        "veth",
        "peer",
        "name",
        nameInOther,
        "netns",
        other);
    run("ip", "-n", one, "link", "set", nameInOne, "up");
    run("ip", "-n", other, "link", "set", nameInOther, "up");
  }

  private static void has(String namespace, String device, String address) throws Exception {
    run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", device);
  }

  String entry() {
    return "tp" + id + "e";
  }

  String relay() {
    return "tp" + id + "r";
  }

  String reverse() {
    return "tp" + id + "v";
  }

  private String address(int wire, int host) {
    return "10.%d.%d.%d".formatted(second, wire, host);
  }

  /// Where sources find the entry-point.
  String entryAddress() {
    return address(3, 2);
  }

  /// Where destinations listen.
  String destinationAddress() {
    return address(4, 1);
  }

  /// The relay, as an edge's wire sees it.
  String relayAddress(boolean fromEntry) {
    return address(fromEntry ? 1 : 2, 1);
  }

  /// Nothing passes from an edge to the relay any more.
  void dropFrom(boolean isEntry) throws Exception {
    iptables("-A", "INPUT", "-i", isEntry ? "entry" : "reverse", "-j", "DROP");
  }

  /// Nothing passes from the relay to an edge any more.
  void dropTo(boolean isEntry) throws Exception {
    iptables("-A", "OUTPUT", "-o", isEntry ? "entry" : "reverse", "-j", "DROP");
  }

  /// Ends what was dropped.
  void pass() throws Exception {
    iptables("-F");
  }

  private void iptables(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("ip", "netns", "exec", relay(), "iptables"));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  /// The entry-point's host has another address from now on.
  void moveEntry() throws Exception {
    run("ip", "-n", entry(), "addr", "del", address(1, entryHost++) + "/24", "dev", "relay");
    has(entry(), "relay", address(1, entryHost));
  }

  /// The reverse-proxy's host has another address from now on.
  void moveReverse() throws Exception {
    run("ip", "-n", reverse(), "addr", "del", address(2, reverseHost++) + "/24", "dev", "relay");
    has(reverse(), "relay", address(2, reverseHost));
  }

  /// A NAT before the relay has forgotten every connection of the entry-point: nothing passes in
  /// either direction, and nobody is told. New ones pass.
  void forgetEntry() throws Exception {
    String ports =
        "$(ip netns exec %s ss -Htn state established 'dport = :%d' | sed 's/.*:\\([0-9]*\\)  *[^ ]*$/\\1/')"
            .formatted(entry(), RELAY_PORT);
    String rule = "ip netns exec %s iptables -A %s entry -p tcp --%s $p -j DROP";
    run(
        "sh",
        "-c",
        "set -e; for p in %s; do %s; %s; done"
            .formatted(
                ports,
                rule.formatted(relay(), "INPUT -i", "sport"),
                rule.formatted(relay(), "OUTPUT -o", "dport")));
  }

  /// Kills every connection of the relays.
  void killTunnels() throws Exception {
    run(
        "ip",
        "netns",
        "exec",
        relay(),
        "ss",
        "-K",
        "state",
        "established",
        "sport",
        ">=",
        ":" + RELAY_PORT);
  }

  /// Runs to the end, which must be a success.
  static void run(String... command) throws Exception {
    int code = exitCode(List.of(command));
    if (code != 0) {
      throw new AssertionError("exit code " + code + " of " + List.of(command));
    }
  }

  private static int exitCode(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + command);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws Exception {
    for (String namespace : List.of(entry(), relay(), reverse())) {
      exitCode(List.of("ip", "link", "del", namespace));
      exitCode(List.of("ip", "netns", "del", namespace));
    }
  }
}
