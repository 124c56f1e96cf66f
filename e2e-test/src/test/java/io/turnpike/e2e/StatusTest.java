package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.admin.Json;
import io.turnpike.cli.Programs;
import io.turnpike.entry.EntryPointCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `entry-point status`, as a user types it.
class StatusTest {
  private record Result(int exit, String out, String err) {}

  private static Result status(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Programs.run(
            new EntryPointCommand(),
            arguments,
            environment::get,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new Result(exit, out.toString(), err.toString());
  }

  @Test
  void findsTheEndpointByOptionEnvironmentAndFile(@TempDir Path folder) throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var admin = Admin.open("entry-point", chain.entry().subject())) {
      try (var socket = Tcp.connect(chain.address())) {
        socket.getOutputStream().write(new byte[2048]);
        socket.getInputStream().readNBytes(2048);
        Result table = status(Map.of(), "status", "--admin", admin.address());
        assertEquals(0, table.exit(), table.err());
        assertTrue(table.out().startsWith("entry-point 0, up "), table.out());
        assertTrue(table.out().contains("  streams open             1"), table.out());
        assertTrue(table.out().contains("  up                       2.0 KiB"), table.out());
        assertTrue(table.out().contains("\nrelays\n"), table.out());
        assertTrue(table.out().contains("127.0.0.1:" + chain.relayPort()), table.out());

        Result json = status(Map.of("TURNPIKE_ADMIN", admin.address()), "status", "--json");
        assertEquals(0, json.exit(), json.err());
        assertEquals(1L, Json.read(json.out().getBytes(StandardCharsets.UTF_8)).get("streamsOpen"));

        Path file = Files.writeString(folder.resolve("e.yaml"), "admin: " + admin.address() + "\n");
        assertEquals(0, status(Map.of(), "status", "--config", file.toString()).exit());
      }
      chain.awaitNoStreams();
      chain.stopRelay();
      Await.until(() -> "still ready", () -> admin.get("/readyz").startsWith("503"));
      Result away = status(Map.of(), "status", "--admin", admin.address());
      assertEquals(1, away.exit());
      assertTrue(away.out().contains("NOT READY: no secured tunnel"), away.out());
    }
  }

  @Test
  void saysWhereNobodyAnswers(@TempDir Path folder) {
    String address = "unix:" + folder.resolve("no.sock");
    Result result = status(Map.of(), "status", "--admin", address);
    assertEquals(1, result.exit());
    assertTrue(result.err().startsWith("entry-point status: " + address + ": "), result.err());
    assertTrue(
        result.err().endsWith("(expected: the program runs with --admin " + address + ")\n"),
        result.err());
    assertEquals(2, status(Map.of(), "status").exit());
  }
}
