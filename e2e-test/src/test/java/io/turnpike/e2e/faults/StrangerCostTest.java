package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Executables;
import io.turnpike.e2e.Executables.Running;
import io.turnpike.e2e.faults.Crowd.Plan;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What strangers cost the relay: its processor time, read from the kernel, which does not depend
/// on what else the machine does. With its limits lifted, a handshake and HELLO of an unknown key;
/// with one place a second, to be turned away.
class StrangerCostTest {
  private static final int FIRST = 100;
  private static final int WARM_UP = 3_000;
  private static final int MEASURED = 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;

  /// Milliseconds for each of the first hundred, and of those behind the warm-up.
  private record Cost(double first, double warm) {}

  @Test
  void ofTheRelaysProcessor() throws Exception {
    try (var programs = new Executables(directory)) {
      programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
      programs.run(0, "gen-cert", "ed25519");
      var refused = new AtomicInteger();
      var knocking = Stranger.withUnknownKey(directory.resolve("certs/server.crt"), refused);
      Cost handshake =
          cost(
              programs,
              new Plan(knocking, 0, 500),
              "--max-strangers=100000",
              "--max-strangers-per-second=100000",
              "--stranger-penalty=0s");
      Cost turnedAway =
          cost(programs, new Plan(Stranger.silent(), 0, 1_000), "--max-strangers-per-second=1");
      Reliability.figure(
          "what a stranger costs the relay",
          "a handshake and HELLO of an unknown key %.2f ms of processor time (of the first hundred %.1f ms each), one that is turned away %.3f ms"
              .formatted(handshake.warm(), handshake.first(), turnedAway.warm()));
      assertTrue(refused.get() >= MEASURED, "answered: " + refused);
      assertTrue(turnedAway.warm() < handshake.warm(), "turning away costs as much");
    }
  }

  private static Cost cost(Executables programs, Plan plan, String... limits) throws Exception {
    int port = Commands.freePort();
    var arguments = new ArrayList<>(List.of("-p", "" + port));
    arguments.addAll(List.of(limits));
    Running relay = programs.start("relay-server", arguments.toArray(String[]::new));
    relay.await("(ready)");
    double began = processorMillis(relay);
    try (Crowd crowd = Crowd.start(new InetSocketAddress("127.0.0.1", port), plan)) {
      int first = awaitEnded(crowd, FIRST);
      double afterFirst = processorMillis(relay);
      int before = awaitEnded(crowd, WARM_UP);
      double beforeMillis = processorMillis(relay);
      int after = awaitEnded(crowd, before + MEASURED);
      double measured = processorMillis(relay) - beforeMillis;
      return new Cost((afterFirst - began) / first, measured / (after - before));
    } finally {
      relay.kill();
    }
  }

  private static int awaitEnded(Crowd crowd, int many) {
    Await.within(LIMIT, () -> "ended=" + crowd.ended(), () -> crowd.ended() >= many);
    return crowd.ended();
  }

  private static double processorMillis(Running relay) {
    return relay.process().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }
}
