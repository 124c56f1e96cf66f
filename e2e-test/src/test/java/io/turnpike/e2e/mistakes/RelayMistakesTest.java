package io.turnpike.e2e.mistakes;

import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.FullBacklog;
import io.turnpike.e2e.Keys;
import io.turnpike.e2e.hostile.Certificates;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.identity.Identity;
import io.turnpike.relay.RelayServer;
import io.turnpike.relay.RelayServerConfig;
import io.turnpike.relay.StrangerLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mistakes between the entry-point and the relay, which `doctor` sees.
class RelayMistakesTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:80");

  /// A label of 64 letters: no resolver asks the network for it.
  private static final String NO_NAME = "n".repeat(64) + ".invalid";

  private static final String TURNED_AWAY =
      "look in the relay's log for \"turned away\": it resets sources that failed several times,"
          + " and lets them in again after some seconds; else something in between cuts TLS";

  private static final String STRANGER =
      "append to the relay's authorized_keys, or change its line there: role=\"entry\",group=\"7\""
          + " ssh-ed25519 ";

  @Test
  void theRelayIsDownOrThePortIsWrong() throws Exception {
    try (var keys = Keys.make()) {
      Doctor.asked(keys, "127.0.0.1:" + Commands.freePort(), "-r", "0:80")
          .exits(3)
          .names(
              " refused the connection",
              "start the relay-server there, or correct host and port in --server-address")
          .namesHere("not tried  tls", "not tried  certificate");
    }
  }

  @Test
  void thePortOfAnotherServer() throws Exception {
    try (var keys = Keys.make();
        var http =
            Destination.start(socket -> {
              byte[] answer =
                  "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
              socket.getOutputStream().write(answer);
            })) {
      Doctor.asked(keys, http.address().toString())
          .exits(4)
          .names(
              "the peer does not speak TLS",
              "correct the port in --server-address: what answers there is no relay-server");
    }
  }

  @Test
  void aNameThatDoesNotResolve() {
    try (var keys = Keys.make()) {
      Doctor.asked(keys, NO_NAME + ":4433")
          .exits(3)
          .names(
              "\" does not resolve",
              "correct the name in --server-address, or the DNS of this host");
    }
  }

  @Test
  void aFirewallThatSwallowsEverything() throws Exception {
    try (var keys = Keys.make();
        var hole = FullBacklog.open()) {
      Doctor.asked(keys, "127.0.0.1:" + hole.port())
          .exits(3)
          .names(
              " did not answer within ",
              "open the port in the firewalls on the way, or correct the address in"
                  + " --server-address");
    }
  }

  @Test
  void aCertificateForAnotherHost() throws Exception {
    try (var keys = Keys.make()) {
      keys.genCert("x509", "--dns", "relay.example", "--ip", "127.0.0.2", "--force");
      try (var relay = RelayServer.start(SETTINGS.relay(keys, 0))) {
        Doctor.asked(keys, "127.0.0.1:" + relay.address().getPort())
            .exits(4)
            .names(
                "the relay's certificate is for relay.example, 127.0.0.2, not for 127.0.0.1",
                "use one of those in --server-address, or make a certificate for 127.0.0.1 on the"
                    + " relay (gen-cert x509 --force with --dns or --ip) and copy server.crt to the"
                    + " edges");
      }
    }
  }

  @Test
  void anotherCertificateThanTheRelays() throws Exception {
    try (var keys = Keys.make();
        var others = Keys.make();
        var relay = RelayServer.start(SETTINGS.relay(others, 0))) {
      Doctor.asked(keys, "127.0.0.1:" + relay.address().getPort())
          .exits(4)
          .names(
              "the relay's certificate is neither in ",
              "copy server.crt from the relay again; if \"gen-cert show\" there shows another"
                  + " SHA-256 than the presented one, somebody is in between");
    }
  }

  @Test
  void anExpiredCertificate() throws Exception {
    Certificates expired = Certificates.expired(Duration.ofDays(2));
    try (var keys = Keys.make();
        var server = expired.serve("turnpike/1")) {
      Files.delete(keys.serverCert());
      expired.writeTo(keys.serverCert());
      Doctor.asked(keys, "127.0.0.1:" + server.getLocalPort())
          .exits(4)
          .names(
              "the relay's certificate expired at ",
              "make a new one on the relay (gen-cert x509 --force) and copy server.crt to the"
                  + " edges; unless the clock of this host is wrong, it says ");
    }
  }

  /// And its remedy, to the letter.
  @Test
  void anIdentityThatTheRelayDoesNotKnow() throws Exception {
    try (var chain = Chain.start(SETTINGS);
        var stranger = strangerTo(chain)) {
      Identity identity = Identity.load(stranger.authPublic());
      String relay = "127.0.0.1:" + chain.relayPort();
      Asked asked =
          Doctor.asked(stranger, relay)
              .exits(5)
              .names("the relay does not let identity SHA256:", STRANGER)
              .namesHere(identity + " in as entry-point of group 7", identity.toOpenSshLine(""));
      String line =
          asked.lines().stream().filter(each -> each.contains("ssh-ed25519")).findFirst().get();
      Files.writeString(
          chain.keys().relayAuthorizedKeys(),
          line.substring(line.indexOf("role=")) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Doctor.asked(stranger, relay).exits(7); // the reverse-proxy does not know it either
    }
  }

  static Keys strangerTo(Chain chain) throws Exception {
    Keys stranger = Keys.make();
    Files.copy(
        chain.keys().serverCert(), stranger.serverCert(), StandardCopyOption.REPLACE_EXISTING);
    return stranger;
  }

  @Test
  void aKeyForTheOtherRole() throws Exception {
    try (var chain = Chain.start(SETTINGS);
        var stranger = strangerTo(chain)) {
      Files.writeString(
          chain.keys().relayAuthorizedKeys(),
          "role=\"reverse\" " + Identity.load(stranger.authPublic()).toOpenSshLine("") + "\n");
      Doctor.asked(stranger, "127.0.0.1:" + chain.relayPort())
          .exits(5)
          .names(" in as entry-point of group 7", STRANGER);
    }
  }

  @Test
  void theOldBundleOfAnEdgeThatHasANewOne(@TempDir Path directory) throws Exception {
    var bundles = new Bundles(directory);
    int port = Commands.freePort();
    Path bundle = bundles.make(port, "entry", "laptop");
    Path old = Files.copy(bundle, directory.resolve("old.turnpike"));
    bundles.make(port, "entry", "laptop", "--force");
    Path certs = bundles.certs();
    var config =
        new RelayServerConfig(
            "127.0.0.1",
            port,
            certs.resolve("server.crt"),
            certs.resolve("server.key"),
            certs.resolve("auth.pub"),
            certs.resolve("authorized_keys"),
            Duration.ZERO,
            1);
    try (var _ = RelayServer.start(config)) {
      String none = "--authorized-keys=" + directory.resolve("none");
      Asked.run(new EntryPointCommand(), "doctor", "--profile=" + old, none)
          .exits(5)
          .names("the relay does not let identity SHA256:", STRANGER);
      Asked.run(new EntryPointCommand(), "doctor", "--profile=" + bundle, none)
          .exits(6); // nobody serves yet
    }
  }

  @Test
  void aSourceThatHasFailedTooOften() throws Exception {
    StrangerLimits strict =
        new StrangerLimits(
            100,
            100,
            1000,
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    try (var chain = Chain.startRelay(SETTINGS.withStrangers(strict));
        var stranger = strangerTo(chain)) {
      String relay = "127.0.0.1:" + chain.relayPort();
      for (int i = 0; i < 3; i++) {
        Doctor.asked(stranger, relay).exits(5);
      }
      Doctor.asked(stranger, relay) // a reset may come before TCP is there, or behind it
          .namesHere("FAILED     t", Troubleshooting.remedy(TURNED_AWAY));
    }
  }
}
