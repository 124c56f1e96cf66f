package io.turnpike.reverse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.Programs;
import io.turnpike.net.HostPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReverseProxyCommandTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  @Test
  void hasDefaults() {
    Path certs = Path.of("certs");
    assertEquals(
        new ReverseProxyConfig(
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
                0)),
        parse("-s relay:4433"));
  }

  @Test
  void hasSettings() {
    assertEquals(
        new ReverseProxyConfig(
            new EdgeConfig(
                List.of(new HostPort("::1", 4433)),
                "7",
                Path.of("r.crt"),
                Path.of("id"),
                Path.of("ak"),
                "nas",
                8,
                16,
                Duration.ofMillis(500),
                Duration.ZERO,
                Duration.ofSeconds(9),
                2)),
        parse(
            "-s [::1]:4433 --group-id 7 -c r.crt -a id --authorized-keys ak --name nas --pool 8"
                + " --max-tunnels 16 --connect-timeout 500ms --drain-timeout 0 --resume-timeout 9s"
                + " --threads 2"));
  }

  @Test
  void destinationsAreRepeatedOrSeparatedByCommas() {
    var config =
        parse(
            "-s relay:4433 --allow *.lan:443,10.0.0.0/8:* --allow [fd00::/8]:22 --deny 10.0.0.1:*"
                + " --max-streams 9");
    assertEquals("[*.lan:443, 10.0.0.0/8:*, [fd00::/8]:22]", config.allow().toString());
    assertEquals("[10.0.0.1:*]", config.deny().toString());
    assertEquals(9, config.maxStreams());
  }

  @Test
  void destinationsComeFromTheEnvironmentToo() {
    ReverseProxyCommand command = new ReverseProxyCommand();
    Map<String, String> environment =
        Map.of("TURNPIKE_ALLOW", "*.lan:443,10.0.0.0/8:*", "TURNPIKE_SERVER_ADDRESS", "relay:4433");
    Programs.parse(command, environment::get);
    assertEquals("[*.lan:443, 10.0.0.0/8:*]", command.config().allow().toString());
  }

  @Test
  void saysInOneLineWhatIsMissing() {
    StringWriter err = new StringWriter();
    PrintWriter writer = new PrintWriter(err);
    int exitCode =
        Programs.run(new ReverseProxyCommand(), new String[0], NO_ENVIRONMENT::get, writer, writer);
    assertEquals(
        "reverse-proxy: missing --server-address HOST:PORT, or --relay-dns NAME"
            + System.lineSeparator(),
        err.toString());
    assertEquals(2, exitCode);
  }

  private static ReverseProxyConfig parse(String args) {
    ReverseProxyCommand command = new ReverseProxyCommand();
    Programs.parse(command, NO_ENVIRONMENT::get, args.split(" "));
    return command.config();
  }
}
