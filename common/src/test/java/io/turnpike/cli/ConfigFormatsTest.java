package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.forward.Route;
import io.turnpike.forward.RouteParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFormatsTest {
  private static final String JSON =
      """
      {
        "serverAddress": ["a:1", "b:2"],
        "groupId": 7,
        "pool": 9,
        "fast": true,
        "routes": [
          "5001:5001",
          {
            "name": "db",
            "listen": "127.0.0.1:5432",
            "allow": ["127.0.0.0/8", "10.0.0.0/8"],
            "destination": "db.lan:5432",
            "filters": ["log:as=text", "rate:up=1MB/s,down=2MB/s"],
            "limits": { "maxConnections": 5, "rateLimit": "10MB/s" }
          }
        ]
      }
      """;
  private static final String YAML =
      """
      # what it is for
      serverAddress: [a:1, b:2]
      groupId: 7
      pool: 9
      fast: true
      routes:
        - 5001:5001
        - name: db
          listen: 127.0.0.1:5432
          allow:
            - 127.0.0.0/8
            - 10.0.0.0/8
          destination: db.lan:5432
          filters: [log:as=text, "rate:up=1MB/s,down=2MB/s"]
          limits: {maxConnections: 5, rateLimit: 10MB/s}
      """;
  private static final String TOML =
      """
      # what it is for
      serverAddress = ["a:1", "b:2"]
      groupId = 7
      pool = 9
      fast = true
      routes = [
        "5001:5001",
        { name = "db", listen = "127.0.0.1:5432", allow = ["127.0.0.0/8", "10.0.0.0/8"], \
      destination = "db.lan:5432", filters = ["log:as=text", "rate:up=1MB/s,down=2MB/s"], \
      limits = { maxConnections = 5, rateLimit = "10MB/s" } },
      ]
      """;

  private final List<SampleCommand> seen = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void restore() {
    Logging.start("turnpike", LogLevel.INFO);
  }

  @Test
  void allFormatsSayTheSame() throws IOException {
    run("a.json", JSON).assertEnded();
    run("a.yaml", YAML).assertEnded();
    run("a.yml", YAML).assertEnded();
    run("a.toml", TOML).assertEnded();
    assertEquals(4, seen.size());
    for (SampleCommand each : seen) {
      assertEquals(seen.getFirst().edge(), each.edge());
      assertEquals(seen.getFirst().routes, each.routes);
      assertTrue(each.fast);
    }
    assertEquals("7", seen.getFirst().edge().group());
    assertEquals(9, seen.getFirst().edge().pool());
    assertEquals(2, seen.getFirst().edge().relays().size());
  }

  @Test
  void aRouteMayBeSpeltOut() throws IOException {
    run("a.yaml", YAML).assertEnded();
    List<Route> routes = RouteParser.parse(seen.getFirst().routes);
    assertEquals(RouteParser.parse("5001:5001").getFirst(), routes.getFirst());
    Route db = routes.get(1);
    assertEquals("db", db.toString());
    assertEquals("127.0.0.1", db.bindAddress().getHostAddress());
    assertEquals(5432, db.listenPort());
    assertEquals("db.lan:5432", db.destination().toString());
    assertEquals(2, db.details().allow().size());
    assertEquals("[log:as=text, rate:up=1MB/s,down=2MB/s]", db.details().filters().toString());
    assertEquals(5, db.details().limits().maxConnections());
    assertEquals(10_000_000, db.details().bytesPerSecond());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pool: x|:1:7: pool: \"x\" (expected: a whole number)",
        "^pol: 4|:2:1: unknown key \"pol\" (did you mean \"pool\"?)",
        "pool: 4^pool: 5|:2:5: not YAML: Duplicate field 'pool'",
        "pool: [|:1:8: not YAML: expected the node content, but found '<stream end>'",
        "pool: 4^---^pool: 5|:3:1: more text (expected: the end of the file)",
        "- a|:1:1: (expected: a YAML mapping, option: value)",
        "routes: [&a x, *a]|:1:16: *a (expected: no aliases)",
        "routes:^  - name: a^    limits:^      acceptrate: 1|:4:7: routes[0]: unknown key"
            + " \"acceptrate\" (did you mean \"acceptRate\"?)",
        "a: [[[[[[[[[[1]]]]]]]]]]|:1:12: nested too deep (expected: at most 8 levels)",
        "pool: 70000|:1:7: pool: 70000 (expected: 1 to 65535)",
      })
  void saysWhereYamlIsWrong(String text, String problem) throws IOException {
    Ran ran = run("a.yaml", text.replace('^', '\n'));
    ran.assertUsageError("sample: " + directory.resolve("a.yaml") + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pool = \"x\"|:1:1: pool: \"x\" (expected: a whole number)",
        "# c^^  pol = 4|:3:3: unknown key \"pol\" (did you mean \"pool\"?)",
        "pool = 4^pool = 5|:2:9: not TOML: Duplicate key",
        "pool = |:1:7: not TOML: ",
        "[limits]^a = 1|:1:1: unknown key \"limits\"",
        "name = \"\"\"^a^\"\"\"^routes = [^ \"1:1\", # one^ { nme = 1 } ]|:6:2: routes[1]: unknown"
            + " key \"nme\" (did you mean \"name\"?)",
        "[[routes]]^name = 'a'^[[routes]]^name = 'b'^limits.x = 1|:5:1: routes[1]: unknown key \"x\"",
        "[[routes]]^name = 'a'^[routes.limits]^ 'y' = 1|:4:2: routes[0]: unknown key \"y\"",
        "pool = 1979-05-27|:1:1: pool: \"1979-05-27\" (expected: a whole number)",
      })
  void saysWhereTomlIsWrong(String text, String problem) throws IOException {
    Ran ran = run("a.toml", text.replace('^', '\n'));
    String start = "sample: " + directory.resolve("a.toml") + problem;
    assertTrue(ran.err().startsWith(start), ran.err());
    assertEquals(1, ran.err().lines().count());
    assertEquals(2, ran.exitCode());
  }

  @Test
  void whatOnlyTheProgramCanJudgeHasItsPlaceToo() throws IOException {
    Path file = directory.resolve("a.yaml");
    Files.writeString(
        file, "routes:\n  - 1:1\n  - name: x\n    listen: 70000\n    destination: 1\n");
    var command =
        new SampleCommand(sample -> {
          try {
            RouteParser.parse(sample.routes);
          } catch (IllegalArgumentException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
          }
        });
    Ran.of(command, Map.of(), "-s", "a:1", "--config", file.toString())
        .assertUsageError(
            "sample: " + file + ":3:5: routes[1]: listen port \"70000\" (expected: 0 to 65535)");
  }

  @Test
  void refusesWhatIsNoTextOrTooLarge() throws IOException {
    Path file = directory.resolve("a.toml");
    Files.write(file, new byte[] {(byte) 0xFF});
    Ran.of(command(), Map.of(), "--config", file.toString())
        .assertUsageError(
            "sample: "
                + file
                + ": not UTF-8 (expected: a configuration file in JSON, YAML or TOML)");
    Files.writeString(file, "#".repeat(1024 * 1024 + 1));
    Ran.of(command(), Map.of(), "--config", file.toString())
        .assertUsageError("sample: " + file + ": too large (expected: at most a mebibyte)");
  }

  private SampleCommand command() {
    return new SampleCommand(sample -> {
      sample.edge();
      seen.add(sample);
    });
  }

  private Ran run(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    boolean hasRelay = text.contains("serverAddress");
    return hasRelay
        ? Ran.of(command(), Map.of(), "--config", file.toString())
        : Ran.of(command(), Map.of(), "-s", "a:1", "--config", file.toString());
  }
}
