package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Keys;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.relay.RelayServer;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Relays whose certificate an edge must not accept: it says why, sends nothing more, and tries
/// again slowly.
class RelayCertificateTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:1");

  private static EntryPoint entry(Keys keys, int relayPort) throws Exception {
    return EntryPoint.start(
        new EntryPointConfig(
            SETTINGS.edge(keys, relayPort, "entry"), RouteParser.parse(SETTINGS.routes())));
  }

  private static String noTrust(int port, String reason) {
    return "no trust between this edge and the relay relay=127.0.0.1:"
        + port
        + " reason=\""
        + reason
        + "\"";
  }

  @Test
  void aCertificateForAnotherHost() throws Exception {
    try (var logs = new Logs();
        var keys = Keys.make()) {
      keys.genCert("x509", "--dns", "relay.example", "--ip", "127.0.0.2", "--force");
      try (var relay = RelayServer.start(SETTINGS.relay(keys, 0));
          var entry = entry(keys, relay.address().getPort())) {
        int port = relay.address().getPort();
        assertEquals(
            noTrust(
                port,
                "the relay's certificate is for relay.example, 127.0.0.2, not for 127.0.0.1 (make"
                    + " one that is, with --dns or --ip of gen-cert x509)"),
            logs.await("no trust"));
        String refusal = logs.await("connection refused");
        assertTrue(
            refusal.startsWith(
                "connection refused reason=\"the peer refused our certificate or identity (alert"),
            refusal);
        expectNothing(relay, entry);
      }
      logs.expectNoFaults();
    }
  }

  @Test
  void aCertificateThatTheEdgeDoesNotKnow() throws Exception {
    try (var logs = new Logs();
        var keys = Keys.make();
        var others = Keys.make()) {
      Files.copy(keys.authPublic(), others.authPublic(), StandardCopyOption.REPLACE_EXISTING);
      try (var relay = RelayServer.start(SETTINGS.relay(others, 0));
          var reverse =
              ReverseProxy.start(
                  new ReverseProxyConfig(
                      SETTINGS.edge(keys, relay.address().getPort(), "reverse")))) {
        String line = logs.await("no trust");
        assertTrue(
            line.startsWith(
                noTrust(
                        relay.address().getPort(),
                        "the relay's certificate is neither in "
                            + keys.serverCert()
                            + " nor signed by one in it (presented: SHA-256 ")
                    .replaceAll("\"$", "")),
            line);
        assertEquals(0, relay.edges());
        assertEquals(0, reverse.edge().streams());
      }
      logs.expectNoFaults();
    }
  }

  /// No relay-server starts with one; the clock may be what is wrong.
  @Test
  void anExpiredCertificate() throws Exception {
    Certificates expired = Certificates.expired(Duration.ofDays(2));
    try (var logs = new Logs();
        var keys = Keys.make();
        var relay = expired.serve("turnpike/1")) {
      Files.delete(keys.serverCert());
      expired.writeTo(keys.serverCert());
      try (var entry = entry(keys, relay.getLocalPort())) {
        String line = logs.await("no trust");
        String expected =
            noTrust(relay.getLocalPort(), "the relay's certificate expired at ")
                .replaceAll("\"$", "");
        assertTrue(line.startsWith(expected), line);
        assertEquals(0, entry.edge().sessions().count());
      }
      logs.expectNoFaults();
    }
  }

  private static void expectNothing(RelayServer relay, EntryPoint entry) {
    assertEquals(0, relay.edges());
    assertEquals(0, relay.waitingTunnels());
    assertEquals(0, entry.edge().sessions().count());
  }
}
