package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.cli.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayServerCommandTest {
  private static final RelayServerConfig ALL_SETTINGS =
      new RelayServerConfig(
          "127.0.0.1",
          1,
          Path.of("r.crt"),
          Path.of("r.key"),
          Path.of("id.pub"),
          Path.of("ak"),
          Duration.ofMinutes(2),
          3,
          new StrangerLimits(
              10, 2, 3, 5000, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ZERO),
          77,
          7);

  @Test
  void hasDefaults() {
    Path certs = Path.of("certs");
    assertEquals(
        new RelayServerConfig(
            "::",
            4433,
            certs.resolve("server.crt"),
            certs.resolve("server.key"),
            certs.resolve("auth.pub"),
            certs.resolve("authorized_keys"),
            Duration.ofSeconds(30),
            0,
            new StrangerLimits(
                256,
                16,
                0,
                16_384,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5)),
            65_536,
            8_192),
        parse(Map.of()));
  }

  @Test
  void hasSettings() {
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.of(),
            "-p1",
            "--host=127.0.0.1",
            "-c=r.crt",
            "-k=r.key",
            "-a=id.pub",
            "--authorized-keys=ak",
            "--drain-timeout=2m",
            "--threads=3",
            "--max-strangers=10",
            "--max-strangers-per-source=2",
            "--max-strangers-per-second=3",
            "--max-stranger-bytes=5000",
            "--tls-timeout=1s",
            "--hello-timeout=2s",
            "--stranger-penalty=0",
            "--max-tunnels=77",
            "--max-tunnels-per-identity=7"));
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.of(),
            "--port=1",
            "--host=127.0.0.1",
            "--server-cert=r.crt",
            "--server-key=r.key",
            "--auth-public-key=id.pub",
            "--authorized-keys=ak",
            "--drain-timeout=2m",
            "--threads=3",
            "--max-strangers=10",
            "--max-strangers-per-source=2",
            "--max-strangers-per-second=3",
            "--max-stranger-bytes=5000",
            "--tls-timeout=1s",
            "--hello-timeout=2s",
            "--stranger-penalty=0",
            "--max-tunnels=77",
            "--max-tunnels-per-identity=7"));
  }

  @Test
  void hasTheSameSettingsInTheEnvironment() {
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.ofEntries(
                Map.entry("TURNPIKE_PORT", "1"),
                Map.entry("TURNPIKE_HOST", "127.0.0.1"),
                Map.entry("TURNPIKE_SERVER_CERT", "r.crt"),
                Map.entry("TURNPIKE_SERVER_KEY", "r.key"),
                Map.entry("TURNPIKE_AUTH_PUBLIC_KEY", "id.pub"),
                Map.entry("TURNPIKE_AUTHORIZED_KEYS", "ak"),
                Map.entry("TURNPIKE_DRAIN_TIMEOUT", "2m"),
                Map.entry("TURNPIKE_THREADS", "3"),
                Map.entry("TURNPIKE_MAX_STRANGERS", "10"),
                Map.entry("TURNPIKE_MAX_STRANGERS_PER_SOURCE", "2"),
                Map.entry("TURNPIKE_MAX_STRANGERS_PER_SECOND", "3"),
                Map.entry("TURNPIKE_MAX_STRANGER_BYTES", "5000"),
                Map.entry("TURNPIKE_TLS_TIMEOUT", "1s"),
                Map.entry("TURNPIKE_HELLO_TIMEOUT", "2s"),
                Map.entry("TURNPIKE_STRANGER_PENALTY", "0"),
                Map.entry("TURNPIKE_MAX_TUNNELS", "77"),
                Map.entry("TURNPIKE_MAX_TUNNELS_PER_IDENTITY", "7"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-p 65536|--port: 65536 (expected: 0 to 65535)",
        "-p -1|--port: -1 (expected: 0 to 65535)",
        "-p x|--port: \"x\" (expected: a whole number); try \"relay-server --help\"",
        "--threads 1025|--threads: 1025 (expected: 0 to 1024)",
        "--max-strangers 0|--max-strangers: 0 (expected: 1 to 1000000)",
        "--max-stranger-bytes 4095|--max-stranger-bytes: 4095 (expected: 4096 to 1048576)",
        "--tls-timeout 0|--tls-timeout, --hello-timeout: 0 (expected: more than 0)",
      })
  void saysInOneLineWhatIsWrong(String args, String line) {
    StringWriter err = new StringWriter();
    PrintWriter writer = new PrintWriter(err);
    Map<String, String> environment = Map.of();
    int exitCode =
        Programs.run(new RelayServerCommand(), args.split(" "), environment::get, writer, writer);
    assertEquals("relay-server: " + line + System.lineSeparator(), err.toString());
    assertEquals(2, exitCode);
  }

  private static RelayServerConfig parse(Map<String, String> environment, String... args) {
    RelayServerCommand command = new RelayServerCommand();
    Programs.parse(command, environment::get, args);
    return command.config();
  }
}
