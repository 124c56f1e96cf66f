package io.turnpike.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.Programs;
import io.turnpike.forward.AdmissionLimits;
import io.turnpike.forward.Balance;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.RouteParser;
import io.turnpike.forward.SocketSettings;
import io.turnpike.forward.TimeLimits;
import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Cidr;
import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpProxyCommandTest {
  private static final TcpProxyConfig DEFAULT =
      new TcpProxyConfig(
          Optional.of(new HostPort("localhost", 8080)),
          List.of(new HostPort("localhost", 9000)),
          Balance.ROUND_ROBIN,
          List.of(),
          List.of(),
          Optional.empty(),
          TlsFiles.NONE,
          ConnectionSettings.DEFAULT,
          ListenerSettings.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          0);

  private static TcpProxyConfig parse(String arguments) {
    return TcpProxyCommand.parse(
        Map.of(), arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }

  private record Ran(int exitCode, String err) {}

  private static Ran run(String arguments) {
    var err = new StringWriter();
    int exitCode =
        Programs.run(
            new TcpProxyCommand(),
            arguments.split(" "),
            Map.<String, String>of()::get,
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true));
    return new Ran(exitCode, err.toString());
  }

  @Test
  void hasDefaults() {
    assertEquals(DEFAULT, parse(""));
  }

  @Test
  void hasSettingsOnTheCommandLine() {
    assertEquals(
        new TcpProxyConfig(
            Optional.of(new HostPort("::1", 0)),
            List.of(new HostPort("a", 1), new HostPort("b", 2), new HostPort("::1", 3)),
            Balance.LEAST_CONNECTIONS,
            RouteParser.parse("5001:5002,10.0.0.0/8:5003:db:5432"),
            List.of(1, 2),
            Optional.of(new HostPort("fallback", 3)),
            new TlsFiles(
                Optional.of(Path.of("c")),
                Optional.of(Path.of("k")),
                true,
                Optional.of(Path.of("ca")),
                Optional.of("name")),
            new ConnectionSettings(
                new SocketSettings(false, false, 65_536, 131_072),
                new TimeLimits(Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofHours(3)),
                Filters.NONE),
            new ListenerSettings(
                new AdmissionLimits(
                    4,
                    5,
                    6,
                    List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")),
                    List.of(Cidr.parse("10.1.0.0/16"))),
                new Listener.Options(7, true, 131_072),
                List.of(Cidr.parse("10.0.0.7"), Cidr.parse("fd00::/8")),
                List.of(15001, 15003),
                1_000_000),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            2),
        parse(
            "--listen [::1]:0 --backend a:1,b:2 --backend [::1]:3 --balance least-connections"
                + " -r 5001:5002 -r 10.0.0.0/8:5003:db:5432 --tls-cert c --tls-key k"
                + " --backend-tls --backend-ca ca --backend-sni name --connect-timeout 5s"
                + " --drain-timeout 1m --threads 2 --idle-timeout 1m --half-closed-timeout 2s"
                + " --max-lifetime 3h --tcp-nodelay false --keepalive false --send-buffer 64KiB"
                + " --receive-buffer 128KiB --max-connections 4 --max-connections-per-source 5"
                + " --accept-rate 6 --allow 10.0.0.0/8,::1 --deny 10.1.0.0/16 --reuse-port"
                + " --backlog 7 --rate-limit 1MB/s --accept-proxy-protocol 10.0.0.7,fd00::/8"
                + " --tproxy 15001,15003"
                + " --transparent 1,2 --target-addr fallback:3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--listen localhost:8080 --backend localhost:9000",
        "-listen localhost:8080 -backend localhost:9000",
        "-listen localhost:8080",
        "-backend localhost:9000",
        "localhost 8080 localhost 9000"
      })
  void hasSeveralFormsForOneListener(String arguments) {
    assertEquals(DEFAULT, parse(arguments));
  }

  @Test
  void listensNowhereElseWhenThereAreRoutes() {
    TcpProxyConfig config = parse("-r 5001:5002");
    assertEquals(Optional.empty(), config.listen());
    assertEquals(List.of(), config.backends());
    assertEquals(RouteParser.parse("5001:5002"), config.routes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--listen localhost          | has no port",
        "--backend db                | \"db\" has no port",
        "--backend db:0              | 1 to 65535",
        "-r 1                        | route \"1\"",
        "--balance random            | round-robin or least-connections",
        "--tls-cert c                | --tls-key",
        "--backend-ca c              | --backend-tls",
        "--backend-sni n             | --backend-tls",
        "--threads -1                | 0 to 1024",
        "--connect-timeout 0         | more than 0",
        "--send-buffer 1x            | --send-buffer: \"1x\" (expected: a size",
        "--max-connections -1        | --max-connections: -1 (expected: 0 or more)",
        "--backlog 0                 | --backlog: 0 (expected: 1 or more)",
        "--allow here                | an IP address or a CIDR",
        "--idle-timeout 10           | a duration such as",
        "localhost 8080              | LOCAL_HOST LOCAL_PORT FORWARD_HOST FORWARD_PORT",
        "localhost 1 b 2 --listen a:1| one of the two forms",
        "localhost 99999 b 2         | 0 to 65535",
        "--tls-cert no --tls-key no  | no: no such file"
      })
  void refusesInOneLineWhatItCannotUse(String arguments, String expected) {
    Ran ran = run(arguments);
    assertEquals(2, ran.exitCode(), ran.err());
    assertTrue(ran.err().contains(expected), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  void capturesOnTwoPortsUnlessToldOtherwise() {
    TcpProxyConfig config =
        TcpProxyCommand.parse(Map.of("TARGET_ADDR", "db:5432"), "--transparent");
    assertEquals(List.of(15002, 15006), config.transparent());
    assertEquals(Optional.of(new HostPort("db", 5432)), config.target());
    assertEquals(Optional.empty(), config.listen());
  }

  @Test
  void aPortInUseIsOneLineAndExitCode1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ran ran = run("--listen 127.0.0.1:" + taken.getLocalPort());
      assertEquals(1, ran.exitCode());
      assertEquals(
          "tcp-proxy: port %d is in use (cannot listen on 127.0.0.1:%d)%n"
              .formatted(taken.getLocalPort(), taken.getLocalPort()),
          ran.err());
    }
  }

  @Test
  void anAddressThatDoesNotResolveIsOneLineAndExitCode1() {
    Ran ran = run("--listen no-such-name.invalid:0");
    assertEquals(1, ran.exitCode());
    assertTrue(ran.err().contains("no-such-name.invalid"), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }
}
