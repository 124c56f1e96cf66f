package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.admin.Json;
import io.turnpike.cli.LogLevel;
import io.turnpike.cli.Logging;
import io.turnpike.cli.Programs;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.net.DestinationPattern;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `entry-point bench`, in this process, and what it says when there is nothing to measure.
class BenchTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:1");

  private record Ran(int exit, String out, String err) {}

  private static Ran bench(Chain chain, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("bench", "-s", "127.0.0.1:" + chain.relayPort(), "-g", SETTINGS.group()));
    words.addAll(List.of("--server-cert", chain.keys().serverCert().toString()));
    words.addAll(List.of("--auth-private-key", chain.keys().authPrivate().toString()));
    words.addAll(List.of(more));
    if (!words.contains("--duration")) {
      words.addAll(List.of("--duration", "200ms"));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Programs.run(
            new EntryPointCommand(),
            words.toArray(String[]::new),
            name -> null,
            new PrintWriter(out),
            new PrintWriter(err));
    return new Ran(exit, out.toString(), err.toString());
  }

  @AfterEach
  void logAsBefore() {
    Logging.start("test", LogLevel.INFO);
  }

  private static Chain withReverse() throws Exception {
    Chain chain = Chain.startRelay(SETTINGS);
    chain.addReverse(SETTINGS).awaitReady();
    return chain;
  }

  @Test
  void measuresEverythingOneLineEach() throws Exception {
    try (Chain chain = withReverse()) {
      Ran ran = bench(chain, "--streams", "3");
      assertEquals(0, ran.exit(), ran.err());
      String time = "p50 [0-9]+\\.[0-9]{2} ms   p99 [0-9]+\\.[0-9]{2} ms   of [1-9][0-9]*";
      String rate = "[0-9.]+ MB/s \\([0-9]+ Mbit/s\\)   [0-9.]+ MB in [0-9.]+ s, connections: 3";
      List<String> wanted =
          List.of(
              "path             relay 127.0.0.1:" + chain.relayPort() + ", group 7",
              "ready            [0-9.]+ ms for the first tunnel",
              "round trip       " + time,
              "new connection   " + time,
              "up               " + rate,
              "down             " + rate);
      List<String> lines = ran.out().lines().toList();
      assertEquals(wanted.size(), lines.size(), ran.out());
      for (int i = 0; i < lines.size(); i++) {
        assertTrue(lines.get(i).matches(wanted.get(i)), lines.get(i));
      }
      chain.awaitNoStreams();
    }
  }

  @Test
  void asJson() throws Exception {
    try (Chain chain = withReverse()) {
      Ran ran = bench(chain, "--json");
      assertEquals(0, ran.exit(), ran.err());
      Map<String, Object> found = Json.read(ran.out().getBytes(StandardCharsets.UTF_8));
      assertEquals(
          List.of(
              "relays",
              "group",
              "durationSeconds",
              "streams",
              "readyMillis",
              "roundTrip",
              "newConnection",
              "up",
              "down"),
          List.copyOf(found.keySet()));
      assertEquals(0.2, found.get("durationSeconds"));
      for (String way : List.of("up", "down")) {
        assertTrue((long) ((Map<?, ?>) found.get(way)).get("bytes") > 0, ran.out());
      }
      var trip = (Map<?, ?>) found.get("roundTrip");
      assertTrue((double) trip.get("p50Millis") > 0, ran.out());
      assertTrue((double) trip.get("p50Millis") <= (double) trip.get("p99Millis"), ran.out());
    }
  }

  @Test
  void saysThatThereIsNoPath() throws Exception {
    try (Chain chain = Chain.startRelay(SETTINGS)) {
      Ran ran = bench(chain, "--connect-timeout", "500ms");
      assertEquals(1, ran.exit());
      assertEquals(
          "entry-point: no tunnel within 500 ms (expected: a relay, and a reverse-proxy of group 7; entry-point doctor says what is missing)\n",
          ran.err());
    }
  }

  @Test
  void saysThatTheSinkIsNotPermitted() throws Exception {
    try (Chain chain = Chain.startRelay(SETTINGS)) {
      permitOpen(chain, "127.0.0.1:1");
      chain.addReverse(SETTINGS).awaitReady();
      Ran ran = bench(chain);
      assertEquals(1, ran.exit());
      assertTrue(
          ran.err()
              .startsWith(
                  "entry-point: the reverse-proxy does not permit turnpike.invalid (expected: turnpike.invalid:* in permitopen"),
          ran.err());
    }
  }

  private static void permitOpen(Chain chain, String destinations) throws IOException {
    String key = Files.readString(chain.keys().authPublic());
    Files.writeString(chain.keys().authorizedKeys(), "permitopen=\"" + destinations + "\" " + key);
  }

  @Test
  void permitopenMayNameThePorts() throws Exception {
    try (Chain chain = Chain.startRelay(SETTINGS)) {
      permitOpen(chain, "turnpike.invalid:7,turnpike.invalid:9,turnpike.invalid:19");
      chain.addReverse(SETTINGS).awaitReady();
      assertEquals(0, bench(chain).exit());
    }
  }

  @Test
  void saysThatALimitIsReached() throws Exception {
    try (Chain chain = Chain.startRelay(SETTINGS);
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    SETTINGS.edge(chain.keys(), chain.relayPort(), "r"),
                    List.<DestinationPattern>of(),
                    List.of(),
                    2))) {
      reverse.awaitReady();
      Ran ran = bench(chain, "--streams", "8");
      assertEquals(1, ran.exit());
      assertTrue(
          ran.err().startsWith("entry-point: a limit of the reverse-proxy is reached"), ran.err());
    }
  }

  @Test
  void wrongNumbersAreToldBeforeAnythingIsDialled() throws Exception {
    try (Chain chain = Chain.startRelay(SETTINGS)) {
      Ran streams = bench(chain, "--streams", "257");
      assertEquals(2, streams.exit());
      assertEquals("entry-point: --streams: 257 (expected: 1 to 256)\n", streams.err());
      Ran duration = bench(chain, "--duration", "99ms");
      assertEquals(2, duration.exit());
      assertEquals("entry-point: --duration: 99ms (expected: 100ms to 1h)\n", duration.err());
    }
  }
}
