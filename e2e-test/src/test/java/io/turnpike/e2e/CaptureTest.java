package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.entry.EntryPointCommand;
import io.turnpike.proxy.TcpProxyCommand;
import io.turnpike.relay.RelayServerCommand;
import io.turnpike.reverse.ReverseProxyCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections that an iptables rule leads to us, in namespaces: client, a middle with our program
/// and the rules, and a far one with the destination, to which the client has no other way.
class CaptureTest {
  private static final List<String> DESTINATIONS =
      List.of("http://10.88.0.1:8000/page", "http://[fd88::1]:8000/page");

  @TempDir Path directory;
  private Namespaces namespaces;
  private String client;
  private String middle;
  private String far;

  @BeforeEach
  void build() throws Exception {
    namespaces = new Namespaces();
    client = namespaces.add("client");
    middle = namespaces.add("middle");
    far = namespaces.add("far");
    namespaces.join(client, middle, "71");
    namespaces.join(middle, far, "72");
    Namespaces.run("ip", "-n", client, "route", "add", "default", "via", "10.71.0.2");
    Namespaces.run("ip", "-n", client, "-6", "route", "add", "default", "via", "fd71::2");
    Namespaces.run("ip", "-n", far, "address", "add", "10.88.0.1/32", "dev", "lo");
    Namespaces.run("ip", "-n", far, "address", "add", "fd88::1/128", "dev", "lo", "nodad");
    Files.writeString(directory.resolve("page"), "captured");
  }

  @AfterEach
  void remove() throws Exception {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  /// The one rule for each family.
  private void redirectTo(int port) throws Exception {
    for (String tables : List.of("iptables", "ip6tables")) {
      Namespaces.run(
          Namespaces.in(
              middle,
              tables,
              "-t",
              "nat",
              "-A",
              "PREROUTING",
              "-p",
              "tcp",
              "--dport",
              "8000",
              "-j",
              "REDIRECT",
              "--to-ports",
              "" + port));
    }
  }

  /// Leads what comes from other hosts here, as it is; skips the test where the kernel cannot.
  private void tproxyTo(int port) throws Exception {
    for (String family : List.of("-4", "-6")) {
      String all = family.equals("-4") ? "0.0.0.0/0" : "::/0";
      Namespaces.run("ip", "-n", middle, family, "rule", "add", "fwmark", "1", "lookup", "100");
      Namespaces.run(
          ("ip -n " + middle + " " + family + " route add local " + all + " dev lo table 100")
              .split(" "));
      String tables = family.equals("-4") ? "iptables" : "ip6tables";
      String rule =
          " -t mangle -A PREROUTING ! -i lo -p tcp --dport 8000 -j TPROXY --tproxy-mark 1 --on-port "
              + port;
      namespaces.assumePossible("no TPROXY target", middle, (tables + rule).split(" "));
    }
  }

  private Program serve() throws Exception {
    return Program.startAs(
        Namespaces.in(
            far,
            Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString(),
            "-b",
            "::",
            "-p",
            "8000",
            "-d",
            directory.toString()));
  }

  private String fetch(String url) throws Exception {
    return Namespaces.run(
        Namespaces.in(client, "curl", "-sS", "--globoff", "--max-time", "15", url));
  }

  @Test
  void aProxyForwardsToWhereTheyWereBoundFor() throws Exception {
    redirectTo(15006);
    Namespaces.run("ip", "-n", middle, "route", "add", "10.88.0.1", "via", "10.72.0.2");
    Namespaces.run("ip", "-n", middle, "-6", "route", "add", "fd88::1", "via", "fd72::2");
    try (var web = serve();
        var proxy = Program.startIn(middle, TcpProxyCommand.class, "--transparent")) {
      web.await("Serving");
      proxy.await("ready");
      for (String url : DESTINATIONS) {
        assertEquals("captured", fetch(url));
      }
      proxy.await("connection opened .* route=transparent destination=10.88.0.1:8000");
      proxy.await("connection opened .* route=transparent destination=\\[fd88::1\\]:8000");
    }
  }

  @Test
  void whatNothingRedirectedIsRefusedOrGoesToTheFallback() throws Exception {
    try (var proxy = Program.startIn(middle, TcpProxyCommand.class, "--transparent")) {
      proxy.await("ready");
      assertThrows(AssertionError.class, () -> fetch("http://10.71.0.2:15002/page"));
      proxy.await("connection refused .*not redirected by a rule, and there is no TARGET_ADDR");
    }
    try (var web = serve();
        var proxy =
            Program.startIn(
                middle,
                TcpProxyCommand.class,
                "--transparent=15002",
                "--target-addr",
                "10.72.0.2:8000")) {
      web.await("Serving");
      proxy.await("ready");
      assertEquals("captured", fetch("http://10.71.0.2:15002/page"));
    }
  }

  @Test
  void itsOwnListenerIsNoDestination() throws Exception {
    for (String port : List.of("15002")) {
      Namespaces.run(
          Namespaces.in(
              middle,
              "iptables",
              "-t",
              "nat",
              "-A",
              "PREROUTING",
              "-p",
              "tcp",
              "--dport",
              port,
              "-j",
              "REDIRECT",
              "--to-ports",
              "15006"));
    }
    try (var proxy = Program.startIn(middle, TcpProxyCommand.class, "--transparent")) {
      proxy.await("ready");
      assertThrows(AssertionError.class, () -> fetch("http://10.71.0.2:15002/page"));
      proxy.await("connection refused .*bound for this program's own listener 10.71.0.2:15002");
    }
  }

  @Test
  void aProxyForwardsWhatTproxyLeadsToIt() throws Exception {
    tproxyTo(15001);
    Namespaces.run("ip", "-n", middle, "route", "add", "10.88.0.1", "via", "10.72.0.2");
    Namespaces.run("ip", "-n", middle, "-6", "route", "add", "fd88::1", "via", "fd72::2");
    try (var web = serve();
        var proxy = Program.startIn(middle, TcpProxyCommand.class, "--tproxy", "15001")) {
      web.await("Serving");
      proxy.await("ready");
      for (String url : DESTINATIONS) {
        assertEquals("captured", fetch(url));
      }
      proxy.await("connection opened .* source=10.71.0.1:\\d+ .* destination=10.88.0.1:8000");
      proxy.await("connection opened .* source=\\[fd71::1]:\\d+ .* destination=\\[fd88::1\\]:8000");
      assertThrows(AssertionError.class, () -> fetch("http://10.71.0.2:15001/page"));
      proxy.await("connection refused .*not redirected by a rule, and there is no TARGET_ADDR");
    }
  }

  @Test
  void aWholeNetworkIsReachedThroughAChain() throws Exception {
    redirectTo(15006);
    reachThroughAChain("--transparent", "15006");
  }

  @Test
  void aWholeNetworkIsReachedThroughAChainWithTproxy() throws Exception {
    tproxyTo(15001);
    reachThroughAChain("--tproxy", "15001");
  }

  private void reachThroughAChain(String... capture) throws Exception {
    try (Keys keys = Keys.make()) {
      String cert = keys.serverCert().toString();
      keys.genCert("x509", "--force", "--ip", "10.72.0.2");
      String[] edge = {"-s", "10.72.0.2:4433", "-c", cert, "-a", keys.authPrivate().toString()};
      try (var web = serve();
          var relay =
              Program.startIn(
                  far,
                  RelayServerCommand.class,
                  "-p",
                  "4433",
                  "-c",
                  cert,
                  "-k",
                  keys.serverKey().toString(),
                  "-a",
                  keys.authPublic().toString());
          var reverse = Program.startIn(far, ReverseProxyCommand.class, edge);
          var entry = Program.startIn(middle, EntryPointCommand.class, with(edge, capture))) {
        web.await("Serving");
        relay.await("ready");
        reverse.await("ready");
        entry.await("ready");
        for (String url : DESTINATIONS) {
          assertEquals("captured", fetch(url));
        }
      }
    }
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new java.util.ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    assertTrue(all.size() > some.length);
    return all.toArray(String[]::new);
  }
}
