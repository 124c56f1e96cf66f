package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.turnpike.entry.EntryPointCommand;
import io.turnpike.relay.RelayServerCommand;
import io.turnpike.reverse.ReverseProxyCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where BoringSSL does TLS, the JDK's own is not brought up: it would be 1.5 MiB of each program
/// (`tls.JdkTlsStandIn`).
class JdkTlsUnusedTest {
  private final Keys keys = Keys.make();
  @TempDir Path logs;

  @AfterEach
  void delete() {
    keys.close();
  }

  @Test
  void noProgramOfAChainLoadsIt() throws Exception {
    chain();
    for (String program : List.of("relay", "reverse", "entry")) {
      assertEquals(List.of(), loaded(program), program);
    }
  }

  @Test
  void withoutBoringSslItServesAsBefore() throws Exception {
    chain("-Dio.netty.handler.ssl.noOpenSsl=true");
    for (String program : List.of("relay", "reverse", "entry")) {
      assertNotEquals(List.of(), loaded(program), program);
    }
  }

  /// Until its tunnels are there.
  private void chain(String... options) throws IOException, InterruptedException {
    try (var relay = start("relay", RelayServerCommand.class, options, relayArguments())) {
      String server = "127.0.0.1:" + relay.await("ready: listening address=\\S+:(\\d+)");
      String auth = keys.authPrivate().toString();
      String cert = keys.serverCert().toString();
      String[] edge = {"-s", server, "-c", cert, "-a", auth, "-g", "7"};
      try (var reverse = start("reverse", ReverseProxyCommand.class, options, edge)) {
        reverse.await("ready: the group is served");
        List<String> route = new ArrayList<>(List.of(edge));
        route.addAll(List.of("-r", "127.0.0.1:0:127.0.0.1:9"));
        try (var entry =
            start("entry", EntryPointCommand.class, options, route.toArray(String[]::new))) {
          entry.await("ready: routes are served");
        }
      }
    }
  }

  private String[] relayArguments() {
    return new String[] {
      "-p",
      "0",
      "-c",
      keys.serverCert().toString(),
      "-k",
      keys.serverKey().toString(),
      "-a",
      keys.authPublic().toString()
    };
  }

  private Program start(String name, Class<?> main, String[] options, String[] arguments)
      throws IOException {
    List<String> command = new ArrayList<>(Program.command(main, arguments));
    command.remove("--sun-misc-unsafe-memory-access=allow"); // as in the programs that are built
    command.addAll(1, List.of(options));
    command.add(1, "-Xlog:class+load:file=" + logs.resolve(name));
    return Program.startAs(command.toArray(String[]::new));
  }

  private List<String> loaded(String name) throws IOException {
    try (var lines = Files.lines(logs.resolve(name))) {
      return lines.filter(line -> line.contains(" sun.security.ssl.SSLContextImpl")).toList();
    }
  }
}
