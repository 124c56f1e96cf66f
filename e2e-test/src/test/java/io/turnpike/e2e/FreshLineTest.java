package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.Identity;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A new edge dials in the moment in which its line was written: the relay looks at the file before
/// it refuses it, so nobody waits for a retry.
class FreshLineTest {
  private static final int EDGES = 5;

  @Test
  void anEdgeThatWasAuthorisedAMomentAgoIsLetIn() throws Exception {
    ChainSettings settings = ChainSettings.of("0:1").withPool(1, 1);
    try (var logs = LogCapture.begin();
        var chain = Chain.startRelay(settings)) {
      Files.writeString(chain.keys().relayAuthorizedKeys(), "");
      chain.relay().reload();
      for (int i = 0; i < EDGES; i++) {
        try (var keys = Keys.make()) {
          Files.delete(keys.serverCert());
          Files.copy(chain.keys().serverCert(), keys.serverCert());
          var config =
              new EntryPointConfig(
                  settings.edge(keys, chain.relayPort(), "entry"),
                  RouteParser.parse(settings.routes()));
          Files.writeString(
              chain.keys().relayAuthorizedKeys(),
              Identity.load(keys.authPublic()).toOpenSshLine("new") + "\n",
              StandardOpenOption.APPEND);
          try (EntryPoint entry = EntryPoint.start(config)) {
            Await.until(() -> "edge " + chain.relay().edges(), () -> chain.relay().edges() == 1);
            assertEquals(0, entry.edge().sessions().count());
          }
        }
        Await.until(() -> "it stays", () -> chain.relay().edges() == 0);
      }
      assertEquals(List.of(), logs.find("refused").toList());
    }
  }
}
