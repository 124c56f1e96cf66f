package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.admin.Json;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Destination;
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
}
