package io.turnpike.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Network namespaces of a test's own; closing removes them. Only root may make them.
final class Namespaces implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final List<String> names = new ArrayList<>();
  private final String prefix = "turnpike" + ProcessHandle.current().pid();

  /// Skips the test where they cannot be made.
  Namespaces() {
    Commands.assumeInstalled("ip", "iptables", "ip6tables", "curl");
    assumeTrue(System.getProperty("user.name").equals("root"), "network namespaces need root");
    assumeTrue(tryRun("ip", "netns", "add", prefix + "probe"), "no network namespaces here");
    names.add(prefix + "probe");
    assumeTrue(
        tryRun(in(prefix + "probe", "iptables", "-t", "nat", "-L", "-n")),
        "iptables has no nat table here");
  }

  /// A new one, with its loopback up; its full name.
  String add(String name) throws Exception {
    String full = prefix + name;
    run("ip", "netns", "add", full);
    names.add(full);
    run("ip", "-n", full, "link", "set", "lo", "up");
    return full;
  }

  /// Joins two of them with a wire whose ends have these addresses, IPv4 and IPv6.
  void join(String one, String other, String network) throws Exception {
    String a = "v" + network + "a";
    String b = "v" + network + "b";
    run("ip", "link", "add", a, "netns", one, "type", "veth", "peer", "name", b, "netns", other);
    address(one, a, network, 1);
    address(other, b, network, 2);
  }

  private static void address(String name, String device, String network, int host)
      throws Exception {
    run(
        "ip",
        "-n",
        name,
        "address",
        "add",
        "10.%s.0.%d/24".formatted(network, host),
        "dev",
        device);
    run(
        "ip",
        "-n",
        name,
        "address",
        "add",
        "fd%s::%d/64".formatted(network, host),
        "dev",
        device,
        "nodad");
    run("ip", "-n", name, "link", "set", device, "up");
  }

  static String[] in(String name, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(Arrays.asList(command));
    return all.toArray(String[]::new);
  }

  /// Runs it there, and skips the test when it fails.
  void assumePossible(String otherwise, String name, String... command) {
    assumeTrue(tryRun(in(name, command)), otherwise);
  }

  private static boolean tryRun(String... command) {
    try {
      run(command);
      return true;
    } catch (Exception | AssertionError e) {
      return false;
    }
  }

  /// @return what it wrote; fails with it unless the exit code is 0
  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ":\n" + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    for (String name : names) {
      tryRun("ip", "netns", "delete", name);
    }
  }
}
