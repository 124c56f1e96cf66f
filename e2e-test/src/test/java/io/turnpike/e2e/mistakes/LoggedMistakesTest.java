package io.turnpike.e2e.mistakes;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Keys;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.Identity;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the logs say of mistakes without being asked: the cause, and the remedy in the next line.
class LoggedMistakesTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:80").withPool(1, 1);

  private static void expect(Said log, String cause, String remedy) {
    log.await(cause).namesHere(cause, "remedy: ").names(cause, remedy);
  }

  private static EntryPoint entry(Keys keys, Chain chain) throws Exception {
    return EntryPoint.start(
        new EntryPointConfig(
            SETTINGS.edge(keys, chain.relayPort(), "laptop"),
            RouteParser.parse(SETTINGS.routes())));
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
        var _ = entry(stranger, chain)) {
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

  /// What the relay does not tell the edge, it tells its own log.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "# |identity is not authorised\" |to let it in, append its line to authorized_keys;"
            + " entry-point doctor prints it there",
        "revoked |identity is revoked\" |to let it in again, take \"revoked\" out of its line of"
            + " authorized_keys",
        "expiry-time=\"20200101Z\" |identity has expired\" |to let it in again, change expiry-time"
            + " in its line of authorized_keys",
        "group=\"8\" |identity is not authorised for this role and group\" |to let it in, change"
            + " role or group in its line of authorized_keys, or --group at the edge",
        "from=\"192.0.2.7\" |identity is not authorised from this address\" |to let it in, change"
            + " from in its line of authorized_keys"
      })
  void theRelayRefuses(String options, String reason, String remedy) throws Exception {
    try (var log = Said.listen();
        var chain = Chain.startRelay(SETTINGS);
        var stranger = RelayMistakesTest.strangerTo(chain)) {
      Files.writeString(
          chain.keys().relayAuthorizedKeys(),
          options + " " + Identity.load(stranger.authPublic()).toOpenSshLine("laptop") + "\n");
      try (var _ = entry(stranger, chain)) {
        expect(log, "edge refused reason=\"" + reason, remedy);
      }
    }
  }
}
