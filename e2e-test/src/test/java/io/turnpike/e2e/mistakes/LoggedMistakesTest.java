package io.turnpike.e2e.mistakes;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.Identity;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// What the logs say of mistakes without being asked: the cause, and the remedy in the next line.
class LoggedMistakesTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:80").withPool(1, 1);

  private static void expect(Said log, String cause, String remedy) {
    log.await(cause).namesHere(cause, "remedy: ").names(cause, remedy);
  }

  @Test
  void theRelayGoesAway() throws Exception {
    try (var log = Said.listen();
        var chain = Chain.startRelay(SETTINGS)) {
      chain.addEntry(SETTINGS);
      Await.until(() -> "not connected", () -> chain.relay().edges() == 1);
      chain.stopRelay();
      expect(
          log,
          " refused the connection\"; retrying",
          "start the relay-server there, or correct host and port in --server-address");
    }
  }

  @Test
  void nobodyServesTheGroup() throws Exception {
    try (var log = Said.listen();
        var chain = Chain.startRelay(SETTINGS)) {
      chain.addEntry(SETTINGS);
      expect(
          log,
          "no reverse-proxy in group=7 at relay=",
          "start a reverse-proxy with --group 7 at that relay, or correct --group here");
    }
  }

  @Test
  void theRelayDoesNotKnowTheIdentity() throws Exception {
    try (var log = Said.listen();
        var chain = Chain.startRelay(SETTINGS);
        var stranger = RelayMistakesTest.strangerTo(chain);
        var _ =
            EntryPoint.start(
                new EntryPointConfig(
                    SETTINGS.edge(stranger, chain.relayPort(), "laptop"),
                    RouteParser.parse(SETTINGS.routes())))) {
      expect(
          log,
          "credentials refused by the relay",
          "append to the relay's authorized_keys, or change its line there:"
              + " role=\"entry\",group=\"7\" ssh-ed25519 ");
    }
  }

  @Test
  void theEdgesDoNotAcceptEachOther() throws Exception {
    try (var log = Said.listen();
        var chain = Chain.startRelay(SETTINGS);
        var others = RelayMistakesTest.strangerTo(chain);
        var _ = FarEndMistakesTest.otherReverse(chain, others)) {
      Files.writeString(
          chain.keys().authorizedKeys(), Identity.load(others.authPublic()).toOpenSshLine("home"));
      chain.addEntry(SETTINGS);
      expect(
          log,
          " is not authorised",
          "if it is yours, append to this edge's authorized_keys, or change its line there:"
              + " role=\"entry\",group=\"7\" ssh-ed25519 ");
    }
  }
}
