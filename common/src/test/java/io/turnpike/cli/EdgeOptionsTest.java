package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeOptionsTest {
  private final List<EdgeConfig> seen = new ArrayList<>();

  @Test
  void hasDefaults() {
    Path certs = Path.of("certs");
    assertEquals(
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
        parse("-s relay:4433"));
  }

  @Test
  void hasSettings() {
    EdgeConfig expected =
        new EdgeConfig(
            List.of(new HostPort("::1", 1)),
            "prod",
            Path.of("r.crt"),
            Path.of("id"),
            Path.of("ak"),
            "laptop",
            1,
            2,
            Duration.ofMillis(500),
            Duration.ZERO,
            Duration.ofSeconds(9),
            3);
    assertEquals(
        expected,
        parse(
            "--server-address=[::1]:1 --group prod --server-cert r.crt --auth-private-key id"
                + " --authorized-keys ak --name laptop --pool 1 --max-tunnels 2"
                + " --connect-timeout 500ms --drain-timeout 0 --resume-timeout 9s"
                + " --threads 3"));
    assertEquals(
        expected,
        parse(
            "-s[::1]:1 --group-id prod -c r.crt -a id --authorized-keys=ak --name=laptop --pool=1"
                + " --max-tunnels=2 --connect-timeout=500ms --drain-timeout=0"
                + " --resume-timeout=9s --threads=3"));
  }

  @Test
  void hasAShortGroup() {
    assertEquals("7", parse("-s relay:1 -g 7").group());
  }

  @Test
  void boundsWhatWaitsWhenItIsToldTo() {
    assertEquals(0, parse("-s relay:1").maxQueuedBytes());
    assertEquals(1 << 20, parse("-s relay:1 --max-queued 1MiB").maxQueuedBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--relays-per-edge 0|--relays-per-edge: 0 (expected: 1 to 8)",
        "--relays-per-edge 9|--relays-per-edge: 9 (expected: 1 to 8)",
        "--relay-refresh 99ms|--relay-refresh: 99ms (expected: 100ms to 24h)",
        "--relay-refresh 25h|--relay-refresh: 25h (expected: 100ms to 24h)",
        "--relay-dns a|--relay-dns: a (expected: it or --server-address, not both)",
        "--pool 0|--pool: 0 (expected: 1 to 65535)",
        "--pool 65536|--pool: 65536 (expected: 1 to 65535)",
        "--max-tunnels 3|--max-tunnels: 3 (expected: 4 to 65535)",
        "--max-tunnels 65536|--max-tunnels: 65536 (expected: 4 to 65535)",
        "--threads -1|--threads: -1 (expected: 0 to 1024)",
        "--threads 1025|--threads: 1025 (expected: 0 to 1024)",
        "--max-queued 0|--max-queued: 0 (expected: at least 1MiB)",
        "--max-queued 1023KiB|--max-queued: 1023KiB (expected: at least 1MiB)",
        "--max-queued 1GB/s|--max-queued: \"1GB/s\" (expected: a size such as 1500, 64KiB or 10MB)",
        "--connect-timeout 0|--connect-timeout: 0 (expected: more than 0)",
        "--group aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|"
            + "--group: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""
            + " (expected: 1 to 64 bytes of text without control characters)",
        "--name a\u0007b|--name: \"a\\u0007b\""
            + " (expected: 0 to 64 bytes of text without control characters)",
        "--group=|--group: \"\" (expected: 1 to 64 bytes of text without control characters)",
      })
  void refusesWhatIsOutOfRange(String args, String line) {
    run("-s relay:1 " + args).assertUsageError("sample: " + line);
  }

  @Test
  void wantsARelay() {
    run("--pool 4")
        .assertUsageError("sample: missing --server-address HOST:PORT, or --relay-dns NAME");
  }

  @Test
  void usesAllRelaysOfAListUnlessToldOtherwise() {
    assertEquals(RelaySpread.ALL, parse("-s a:1,b:1").spread());
    assertEquals(
        new RelaySpread(3, Duration.ofSeconds(5)),
        parse("-s a:1 --relays-per-edge 3 --relay-refresh 5s").spread());
  }

  @ParameterizedTest
  @CsvSource({
    "relays.example, relays.example, 4433",
    "relays.example:1, relays.example, 1",
    "192.0.2.7, 192.0.2.7, 4433",
    "[::1], ::1, 4433",
    "[::1]:5, ::1, 5",
  })
  void usesTwoRelaysOfANameUnlessToldOtherwise(String name, String host, int port) {
    EdgeConfig config = parse("--relay-dns " + name);
    assertEquals(List.of(new HostPort(host, port)), config.relays());
    assertEquals(new RelaySpread(2, Duration.ofSeconds(30)), config.spread());
    assertEquals(1, parse("--relay-dns " + name + " --relays-per-edge 1").spread().perEdge());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b|--relay-dns: host \"a b\" (expected: a host name, an IPv4 address or [IPv6 address])",
        "a:0|--relay-dns: port \"0\" (expected: 1 to 65535)",
      })
  void refusesAWrongName(String name, String line) {
    Ran.of(new SampleCommand(command -> seen.add(command.edge())), "--relay-dns", name)
        .assertUsageError("sample: " + line);
  }

  private EdgeConfig parse(String args) {
    run(args).assertEnded();
    return seen.getLast();
  }

  private Ran run(String args) {
    return Ran.of(new SampleCommand(command -> seen.add(command.edge())), args.split(" "));
  }
}
