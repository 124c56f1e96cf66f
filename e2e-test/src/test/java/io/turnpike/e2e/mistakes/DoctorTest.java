package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.admin.Json;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Destination;
import io.turnpike.entry.EntryPointCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `entry-point doctor` where all is well.
class DoctorTest {
  @Test
  void seesEachStepOfAWayThatWorks() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      Asked asked = Doctor.asked(chain, "-r", destination.route());
      asked.exits(0);
      List<String> steps =
          List.of(
              "options",
              "name",
              "tcp",
              "tls",
              "certificate",
              "clock",
              "credentials",
              "group",
              "tunnel reverse-0",
              "far clock reverse-0",
              "round trip",
              "route " + destination.route());
      List<String> found =
          asked.lines().stream()
              .filter(line -> line.startsWith("ok"))
              .map(line -> line.substring(11).split("   *")[0])
              .toList();
      assertEquals(steps, found);
      assertEquals("all is well", asked.lines().getLast());
      assertEquals(1, destination.accepted());
      chain.awaitNoStreams();
    }
  }

  @Test
  void sayTheSameAsJson() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      Asked asked = Doctor.asked(chain, "-r", destination.route(), "--json").exits(0);
      assertEquals(1, asked.lines().size());
      Map<String, Object> report =
          Json.read(asked.lines().getFirst().getBytes(StandardCharsets.UTF_8));
      assertEquals(true, report.get("well"));
      assertEquals(0L, report.get("exitCode"));
      assertTrue(
          report.get("steps") instanceof List<?> steps && steps.size() == 12, report::toString);
      assertEquals(
          3, Doctor.asked(chain.keys(), "127.0.0.1:" + Commands.freePort(), "--json").exit());
    }
  }

  /// One relay of two is away: it is said, and the other is looked at all the same.
  @Test
  void looksAtEachRelay() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      String relays = "127.0.0.1:" + Commands.freePort() + ",127.0.0.1:" + chain.relayPort();
      Asked asked = Doctor.asked(chain.keys(), relays, "-r", destination.route()).exits(3);
      asked.namesHere(" refused the connection", "start the relay-server there");
      assertEquals(
          2, asked.lines().stream().filter(line -> line.startsWith("ok         name")).count());
      assertTrue(
          asked.lines().stream().anyMatch(line -> line.startsWith("ok         route ")),
          asked::toString);
    }
  }

  @Test
  void looksAtEachReverseProxy() throws Exception {
    try (var chain = Chain.start(ChainSettings.of("0:80"));
        var others = RelayMistakesTest.strangerTo(chain);
        var _ = FarEndMistakesTest.otherReverse(chain, others)) {
      Asked asked = Doctor.asked(chain).exits(7);
      asked.namesHere("tunnel home", "if it is yours, append to this edge's authorized_keys");
      assertTrue(
          asked.lines().stream().anyMatch(line -> line.startsWith("ok         tunnel reverse-0")),
          asked::toString);
    }
  }

  @Test
  void helpAndManualPageHaveItsOptionAndExitCodes() {
    Asked help = Asked.run(new EntryPointCommand(), "doctor", "--help").exits(0);
    String text = String.join("\n", help.lines());
    assertTrue(text.contains("--json"), text);
    assertTrue(text.contains("6   no reverse-proxy of the group is there"), text);
    String page = String.join("\n", Asked.run(new EntryPointCommand(), "man").lines());
    assertTrue(page.contains("Exit status 6: no reverse\\-proxy of the group is there"), page);
  }
}
