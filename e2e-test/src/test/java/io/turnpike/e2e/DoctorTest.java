package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.admin.Json;
import io.turnpike.entry.EntryPointCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `entry-point doctor` where all is well.
class DoctorTest {
  static Asked doctor(Chain chain, String... more) {
    return doctor(chain.keys(), chain.relayPort(), more);
  }

  static Asked doctor(Keys keys, int relayPort, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "doctor",
                "-s",
                "127.0.0.1:" + relayPort,
                "-g",
                "7",
                "-c",
                keys.serverCert().toString(),
                "-a",
                keys.authPrivate().toString(),
                "--authorized-keys",
                keys.authorizedKeys().toString()));
    words.addAll(List.of(more));
    return Asked.run(new EntryPointCommand(), words.toArray(String[]::new));
  }

  @Test
  void seesEachStepOfAWayThatWorks() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      Asked asked = doctor(chain, "-r", destination.route());
      asked.lines().forEach(System.out::println);
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
      Asked asked = doctor(chain, "-r", destination.route(), "--json").exits(0);
      assertEquals(1, asked.lines().size());
      Map<String, Object> report =
          Json.read(asked.lines().getFirst().getBytes(StandardCharsets.UTF_8));
      assertEquals(true, report.get("well"));
      assertEquals(0L, report.get("exitCode"));
      assertTrue(
          report.get("steps") instanceof List<?> steps && steps.size() == 12, report::toString);
      assertEquals(3, doctor(chain.keys(), Commands.freePort(), "--json").exit());
    }
  }
}
