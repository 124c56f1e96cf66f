package io.turnpike.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.Programs;
import io.turnpike.cli.UserError;
import io.turnpike.forward.RouteParser;
import io.turnpike.net.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryPointCommandTest {
  private static final EntryPointConfig ALL_SETTINGS =
      new EntryPointConfig(
          new EdgeConfig(
              List.of(new HostPort("relay", 4433)),
              "7",
              Path.of("r.crt"),
              Path.of("id"),
              Path.of("ak"),
              "laptop",
              8,
              16,
              Duration.ofSeconds(5),
              Duration.ofMinutes(1),
              Duration.ofSeconds(9),
              2),
          RouteParser.parse("5001:5002,10.0.0.0/8:5003:db:5432"));

  @Test
  void hasDefaults() {
    Path certs = Path.of("certs");
    assertEquals(
        new EntryPointConfig(
            new EdgeConfig(
                List.of(new HostPort("relay", 4433)),
                "0",
                certs.resolve("server.crt"),
                certs.resolve("auth"),
                certs.resolve("authorized_keys"),
                "",
                4,
                64,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                0),
            RouteParser.parse("5001:5001")),
        parse(Map.of(), "-s relay:4433 -r 5001:5001"));
  }

  @Test
  void hasFronts() {
    assertEquals(
        "[socks=127.0.0.1:1080, socks=[::1]:0, socks=10.0.0.0/8:1081, http-connect=127.0.0.1:3128]",
        parse(
                Map.of(),
                "-s relay:4433 --socks 1080,[::1]:0 --socks 10.0.0.0/8:1081 --http-connect localhost:3128")
            .fronts()
            .toString()
            .replace("[0:0:0:0:0:0:0:1]", "[::1]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--socks 0.0.0.0:1080 | --socks: 0.0.0.0:1080 lets in whoever reaches it (expected: a loopback address, CIDR:PORT, or --allow CIDR)",
        "--http-connect nas:1080 | --http-connect: \"nas:1080\": address \"nas\" (expected: PORT, ADDRESS:PORT or CIDR:PORT, IPv6 in brackets)",
        "--socks ::1:1080 | --socks: \"::1:1080\": address \"::1\" (expected: PORT, ADDRESS:PORT or CIDR:PORT, IPv6 in brackets)",
        "--socks x | --socks: \"x\": port \"x\" (expected: 0 to 65535)"
      })
  void refusesAFrontThatIsOpenToAnybodyOrWrong(String arguments, String line) {
    UserError error =
        assertThrows(UserError.class, () -> parse(Map.of(), "-s relay:4433 " + arguments));
    assertEquals(line, error.getMessage());
    assertEquals(
        1, parse(Map.of(), "-s relay:4433 --socks 0.0.0.0:1 --allow 10.0.0.0/8").fronts().size());
  }

  @Test
  void hasSettingsOnTheCommandLine() {
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.of(),
            "-s relay:4433 -g 7 -c r.crt -a id --authorized-keys ak --name laptop --pool 8"
                + " --max-tunnels 16 --connect-timeout 5s --drain-timeout 1m --resume-timeout 9s"
                + " --threads 2"
                + " -r 5001:5002 -r 10.0.0.0/8:5003:db:5432"));
  }

  @Test
  void hasTheSameSettingsInTheEnvironment() {
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.ofEntries(
                Map.entry("TURNPIKE_SERVER_ADDRESS", "relay:4433"),
                Map.entry("TURNPIKE_GROUP", "7"),
                Map.entry("TURNPIKE_SERVER_CERT", "r.crt"),
                Map.entry("TURNPIKE_AUTH_PRIVATE_KEY", "id"),
                Map.entry("TURNPIKE_AUTHORIZED_KEYS", "ak"),
                Map.entry("TURNPIKE_NAME", "laptop"),
                Map.entry("TURNPIKE_POOL", "8"),
                Map.entry("TURNPIKE_MAX_TUNNELS", "16"),
                Map.entry("TURNPIKE_CONNECT_TIMEOUT", "5s"),
                Map.entry("TURNPIKE_DRAIN_TIMEOUT", "1m"),
                Map.entry("TURNPIKE_RESUME_TIMEOUT", "9s"),
                Map.entry("TURNPIKE_THREADS", "2"),
                Map.entry("TURNPIKE_ROUTES", "5001:5002,10.0.0.0/8:5003:db:5432")),
            ""));
  }

  @Test
  void hasTheSameSettingsInAFile(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("entry-point.json"),
            """
            {
              "serverAddress": "relay:4433",
              "groupId": 7,
              "serverCert": "r.crt",
              "authPrivateKey": "id",
              "authorizedKeys": "ak",
              "name": "laptop",
              "pool": 8,
              "maxTunnels": 16,
              "connectTimeout": "5s",
              "drainTimeout": "1m",
              "resumeTimeout": "9s",
              "threads": 2,
              "routes": ["5001:5002", "10.0.0.0/8:5003:db:5432"]
            }
            """);
    assertEquals(ALL_SETTINGS, parse(Map.of("TURNPIKE_CONFIG", file.toString()), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-s relay:1 -r 5001:99999|route \"5001:99999\": destination port \"99999\""
            + " (expected: 1 to 65535)",
        "-s relay:1 -r 5001:1,5001:2|route \"5001:127.0.0.1:2\": listen port 5001 is taken by"
            + " route \"5001:127.0.0.1:1\" (expected: a port of its own)",
        "-s relay:1|--routes: none (expected: at least one, such as 5001:5001)",
        "-r 1:1|missing --server-address HOST:PORT, or --relay-dns NAME",
        "|missing --server-address HOST:PORT, or --relay-dns NAME",
      })
  void saysInOneLineWhatIsWrong(String args, String line) {
    StringWriter err = new StringWriter();
    int exitCode = run(err, args == null ? new String[0] : args.split(" "));
    assertEquals("entry-point: " + line + System.lineSeparator(), err.toString());
    assertEquals(2, exitCode);
  }

  @Test
  void showsHelp() {
    StringWriter out = new StringWriter();
    assertEquals(0, run(out, "--help"));
    assertTrue(out.toString().contains("Examples:"), out.toString());
  }

  private static int run(StringWriter output, String... args) {
    PrintWriter writer = new PrintWriter(output);
    Map<String, String> environment = Map.of();
    return Programs.run(new EntryPointCommand(), args, environment::get, writer, writer);
  }

  private static EntryPointConfig parse(Map<String, String> environment, String args) {
    EntryPointCommand command = new EntryPointCommand();
    List<String> words = args.isEmpty() ? List.of() : List.of(args.split(" "));
    Programs.parse(command, environment::get, words.toArray(String[]::new));
    return command.config();
  }
}
