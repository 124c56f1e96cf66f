package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.net.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private final List<EdgeConfig> seen = new ArrayList<>();
  private final List<SampleCommand> commands = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path file;

  @BeforeEach
  void create(@TempDir Path directory) {
    file = directory.resolve("sample.json");
  }

  @AfterEach
  void restore() {
    Logging.start("turnpike", LogLevel.INFO);
  }

  @Test
  void flagBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
    write("{\"serverAddress\": \"file:1\", \"pool\": 11, \"maxTunnels\": 12, \"threads\": 13}");
    environment.put("TURNPIKE_CONFIG", file.toString());
    environment.put("TURNPIKE_POOL", "21");
    environment.put("TURNPIKE_MAX_TUNNELS", "22");
    EdgeConfig config = run("--max-tunnels", "32");
    assertEquals(new HostPort("file", 1), config.relays().getFirst());
    assertEquals(13, config.threads());
    assertEquals(21, config.pool());
    assertEquals(32, config.maxTunnels());
    assertEquals(Duration.ofSeconds(10), config.connectTimeout());
  }

  @Test
  void theFlagForTheFileBeatsItsVariable() throws IOException {
    write("{\"serverAddress\": \"file:1\"}");
    environment.put("TURNPIKE_CONFIG", "/no/such/file.json");
    assertEquals(new HostPort("file", 1), run("--config", file.toString()).relays().getFirst());
  }

  @Test
  void readsEveryKindOfSettingFromTheFile() throws IOException {
    write(
        """
        {
          "serverAddress": "[::1]:4433",
          "groupId": 7,
          "serverCert": "a/b.crt",
          "connectTimeout": "3s",
          "logLevel": "debug",
          "fast": true,
          "routes": ["1:1", "2:2"]
        }
        """);
    EdgeConfig config = run("--config", file.toString());
    assertEquals(new HostPort("::1", 4433), config.relays().getFirst());
    assertEquals("7", config.group());
    assertEquals(Path.of("a/b.crt"), config.serverCert());
    assertEquals(Duration.ofSeconds(3), config.connectTimeout());
    SampleCommand command = commands.getFirst();
    assertEquals(LogLevel.DEBUG, command.logLevel());
    assertEquals(List.of("1:1", "2:2"), command.routes);
    assertTrue(command.fast);
  }

  @Test
  void readsTheEnvironmentWithCommasAndAliases() {
    environment.put("TURNPIKE_SERVER_ADDRESS", "relay:4433");
    environment.put("TURNPIKE_GROUP_ID", "7");
    environment.put("TURNPIKE_ROUTES", "1:1,2:2");
    environment.put("TURNPIKE_FAST", "true");
    environment.put("TURNPIKE_POOL", " ");
    EdgeConfig config = run();
    assertEquals("7", config.group());
    assertEquals(4, config.pool());
    assertEquals(List.of("1:1", "2:2"), commands.getFirst().routes);
    assertTrue(commands.getFirst().fast);
  }

  @Test
  void takesValuesAsTheyAreWritten() {
    environment.put("TURNPIKE_GROUP", "${sys:user.name}");
    assertEquals("${sys:user.name}", run("-s", "relay:1").group());
  }

  @Test
  void theLogLevelHasAShortVariableToo() {
    environment.put("LOG_LEVEL", "WARN");
    run("-s", "relay:1");
    assertEquals(LogLevel.WARN, commands.getLast().logLevel());
    environment.put("TURNPIKE_LOG_LEVEL", "trace");
    run("-s", "relay:1");
    assertEquals(LogLevel.TRACE, commands.getLast().logLevel());
  }

  @Test
  void anErrorNamesTheVariable() {
    environment.put("TURNPIKE_POOL", "many");
    failing("-s", "relay:1")
        .assertUsageError(
            "sample: TURNPIKE_POOL: \"many\" (expected: a whole number); try \"sample --help\"");
  }

  @Test
  void anErrorOfAFlagIsNotBlamedOnTheVariableThatItReplaces() {
    environment.put("TURNPIKE_SERVER_ADDRESS", "relay:1");
    failing("-s", "relay:0")
        .assertUsageError(
            "sample: --server-address: port \"0\" (expected: 1 to 65535); try \"sample --help\"");
  }

  @Test
  void anErrorNamesTheLineOfTheFile() throws IOException {
    write("{\n  \"serverAddress\": \"relay:1\",\n  \"connectTimeout\": \"5\"\n}");
    failing("--config", file.toString())
        .assertUsageError(
            "sample: "
                + file
                + ":3:21: connectTimeout: \"5\""
                + " (expected: a duration such as 250ms, 10s, 5m or 2h); try \"sample --help\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{^\"pol\": 4}|:2:1: unknown key \"pol\" (did you mean \"pool\"?)",
        "{\"server-address\": 4}|:1:2: unknown key \"server-address\" (did you mean"
            + " \"serverAddress\"?)",
        "{^\"config\": \"x\"}|:2:1: unknown key \"config\" (expected: authPrivateKey,"
            + " authorizedKeys, connectTimeout, drainTimeout, fast, group, groupId, logFormat, logLevel,"
            + " maxQueued, maxTunnels, name, pool, profile, relayDns, relayRefresh, relaysPerEdge,"
            + " resumeTimeout, routes, serverAddress, serverCert, threads)",
        "{^^\"pool\": \"4\"}|:3:9: pool: \"4\" (expected: a whole number)",
        "{\"pool\": 4.5}|:1:10: pool: 4.5 (expected: a whole number)",
        "{\"pool\": null}|:1:10: pool: null (expected: a whole number)",
        "{\"pool\": {}}|:1:10: pool: a table (expected: a whole number)",
        "{\"pool\": [4]}|:1:10: pool: a list (expected: a whole number)",
        "{\"pool\": 0}|:1:10: pool: 0 (expected: 1 to 65535)",
        "{\"fast\": \"yes\"}|:1:10: fast: \"yes\" (expected: true or false)",
        "{\"name\": true}|:1:10: name: true (expected: text in quotes)",
        "{\"routes\": [\"1:1\", [1]]}|:1:20: routes[1]: a list"
            + " (expected: text in quotes, or a list of it)",
        "{\"routes\": false}|:1:12: routes: false (expected: text in quotes, or a list of it)",
        "{\"routes\": [{^\"nme\": \"x\"}]}|:2:1: routes[0]: unknown key \"nme\""
            + " (did you mean \"name\"?)",
        "{\"routes\": [{\"limits\": {^\"max\": 1}}]}|:2:1: routes[0]: unknown key \"max\" (expected:"
            + " maxConnections, maxConnectionsPerSource, acceptRate, rateLimit)",
        "{\"routes\": [{\"name\": null}]}|:1:22: routes[0].name: null (expected: text in quotes)",
        "{\"routes\": [{\"limits\": 1}]}|:1:24: routes[0].limits: 1 (expected: a table of limits)",
        "{\"group\": \"a\",^\"groupId\": \"b\"}|:2:1: groupId: another name of \"group\""
            + " (expected: one of them)",
        "[]|:1:1: (expected: a JSON object, { \"option\": value, … })",
        "{}^{}|:2:1: more text (expected: the end of the file)",
        "{\"pool\": 4,^\"pool\": 5}|:2:7: not JSON: Duplicate field 'pool'",
      })
  void saysWhereTheFileIsWrong(String text, String problem) throws IOException {
    write(text.replace('^', '\n'));
    failing("-s", "relay:1", "--config", file.toString())
        .assertUsageError("sample: " + file + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"~~|1:1", "{^\"pool\" 4}|2:8", "{^\"pool\": 4|2:10", "{\"pool\": 04}|1:11"})
  void saysInWhichLineItIsNotJson(String text, String line) throws IOException {
    write(text.replace('^', '\n'));
    Ran ran = failing("-s", "relay:1", "--config", file.toString());
    String start = "sample: " + file + ":" + line + ": ";
    assertTrue(ran.err().startsWith(start), ran.err());
    assertEquals(1, ran.err().lines().count());
    assertEquals(2, ran.exitCode());
  }

  @Test
  void saysThatThereIsNoFile() {
    failing("-s", "relay:1", "--config", file.toString())
        .assertUsageError(
            "sample: "
                + file
                + ": no such file (expected: a configuration file in JSON, YAML or TOML)");
  }

  @Test
  void saysThatAFileCannotBeRead() {
    Path directory = file.getParent();
    Ran ran = failing("-s", "relay:1", "--config", directory.toString());
    String start =
        "sample: "
            + directory
            + ": cannot be read (expected: a configuration file in JSON, YAML or TOML): ";
    assertTrue(ran.err().startsWith(start), ran.err());
    assertEquals(2, ran.exitCode());
  }

  private EdgeConfig run(String... args) {
    Ran.of(command(), environment, args).assertEnded();
    return seen.getLast();
  }

  private Ran failing(String... args) {
    return Ran.of(command(), environment, args);
  }

  private SampleCommand command() {
    return new SampleCommand(command -> {
      commands.add(command);
      seen.add(command.edge());
    });
  }

  private void write(String json) throws IOException {
    Files.writeString(file, json);
  }
}
