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
          3);

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
            0),
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
            "--threads=3"));
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
            "--threads=3"));
  }

  @Test
  void hasTheSameSettingsInTheEnvironment() {
    assertEquals(
        ALL_SETTINGS,
        parse(
            Map.of(
                "TURNPIKE_PORT", "1",
                "TURNPIKE_HOST", "127.0.0.1",
                "TURNPIKE_SERVER_CERT", "r.crt",
                "TURNPIKE_SERVER_KEY", "r.key",
                "TURNPIKE_AUTH_PUBLIC_KEY", "id.pub",
                "TURNPIKE_AUTHORIZED_KEYS", "ak",
                "TURNPIKE_DRAIN_TIMEOUT", "2m",
                "TURNPIKE_THREADS", "3")));
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
