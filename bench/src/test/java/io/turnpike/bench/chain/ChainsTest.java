package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class ChainsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// As real processes; a peer that is not installed is skipped.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct",
        "turnpike",
        "haproxy",
        "nginx",
        "stunnel",
        "openssh",
        "socat",
        "tcp-proxy",
        "haproxy-tcp",
        "haproxy-tcp-log",
        "nginx-tcp",
        "socat-tcp"
      })
  @EnabledIfSystemProperty(
      named = "turnpike.executables",
      matches = ".+",
      disabledReason = "needs the built executables (make test)")
  void bringsEveryByteBack(String name) throws Exception {
    Path executables = Path.of(System.getProperty("turnpike.executables"));
    List<Chain> chosen = chain(executables, name);
    assumeTrue(!chosen.isEmpty(), name + " is not installed (scripts/bench-peers)");
    Places places = Places.loopback();
    try (Workspace workspace = Workspace.create();
        Sink sink = Sink.open(places.reverse());
        Source source = Source.open(places.entry());
        Assembly assembly =
            new Assembly(places, Keys.create(executables, workspace, places), sink.port())) {
      chosen.getFirst().assemble(assembly);
      Exchanges exchanges =
          new Exchanges(source, assembly.address(), new Exchanges.Plan(4, 20, false));
      exchanges.start();
      exchanges.awaitEnd(PATIENCE);

      assertEquals(20, exchanges.done());
      assertEquals(0, exchanges.errors());
    }
  }

  private static List<Chain> chain(Path executables, String name) {
    return Stream.of(Chains.whole(executables), Chains.proxies(executables))
        .flatMap(chains -> chains.choose(List.of(name), false, new Results()).stream())
        .toList();
  }

  @Test
  void anUnknownNameIsRefused() {
    Chains chains = Chains.whole(Path.of("/nonexistent"));
    assertThrows(Failure.class, () -> Chains.requireKnown(List.of("carrier-pigeon"), chains));
  }

  @Test
  void aWorkThatNobodyKnowsIsAFailure() {
    assertThrows(Failure.class, () -> Works.requireKnown(List.of("ping-pong")));
    assertDoesNotThrow(() -> Works.requireKnown(List.of("pingpong", "longfirst")));
  }
}
