package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the programs that a user has, in a folder.
public record Commands(Path folder) {
  private static final int LIMIT_SECONDS = 60;

  /// Skips the test, with a word, where one of the programs is missing.
  public static void assumeInstalled(String... programs) {
    for (String program : programs) {
      boolean there =
          List.of("/usr/bin/", "/bin/", "/usr/sbin/", "/usr/local/bin/").stream()
              .anyMatch(place -> Files.isExecutable(Path.of(place + program)));
      assumeTrue(there, program + " is not installed");
    }
  }

  /// Runs to the end, which must be a success; nothing on its standard input.
  ///
  /// @return what it wrote
  public String run(String... command) throws Exception {
    Path output = folder.resolve("output");
    Process process = start(output, command);
    process.getOutputStream().close();
    assertTrue(
        process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still running: " + List.of(command));
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  /// Starts a server, whose output goes to the file `server`.
  public Process startServer(String... command) throws IOException {
    return start(folder.resolve("server"), command);
  }

  private Process start(Path output, String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /// Of 127.0.0.1, for a program that cannot choose one itself.
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  public static void awaitListening(int port) {
    Await.until(
        () -> "nobody listens on " + port,
        () -> {
          try (Socket probe = Tcp.connect(new InetSocketAddress("127.0.0.1", port))) {
            return probe.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }
}
