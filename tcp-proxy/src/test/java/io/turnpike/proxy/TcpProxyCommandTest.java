package io.turnpike.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.Programs;
import io.turnpike.forward.Balance;
import io.turnpike.forward.RouteParser;
import io.turnpike.net.HostPort;
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
          TlsFiles.NONE,
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
            new TlsFiles(
                Optional.of(Path.of("c")),
                Optional.of(Path.of("k")),
                true,
                Optional.of(Path.of("ca")),
                Optional.of("name")),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            2),
        parse(
            "--listen [::1]:0 --backend a:1,b:2 --backend [::1]:3 --balance least-connections"
                + " -r 5001:5002 -r 10.0.0.0/8:5003:db:5432 --tls-cert c --tls-key k"
                + " --backend-tls --backend-ca ca --backend-sni name --connect-timeout 5s"
                + " --drain-timeout 1m --threads 2"));
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
