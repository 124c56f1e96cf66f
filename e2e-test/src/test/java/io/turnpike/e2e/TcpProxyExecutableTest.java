package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built tcp-proxy, as a user starts and stops it.
class TcpProxyExecutableTest {
  private static final Content LARGE = new Content(9, 100 << 20);
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    port = Commands.freePort();
  }

  private Socket connect() throws IOException {
    return Tcp.connect(new InetSocketAddress("127.0.0.1", port));
  }

  private byte[] ask(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void sigtermLetsATransferFinishByteForByte() throws Exception {
    try (var programs = new Executables(directory);
        var destination =
            Destination.start(socket -> {
              LARGE.writeTo(socket.getOutputStream());
              socket.shutdownOutput();
              socket.getInputStream().read();
            })) {
      Executables.Running proxy =
          programs.start(
              "tcp-proxy", "-listen", "127.0.0.1:" + port, "-backend", destination.address() + "");
      proxy.await("ready");
      try (Socket socket = connect()) {
        Await.until(() -> "nothing comes", () -> destination.open() == 1);
        proxy.process().destroy();
        proxy.await("draining connections=1");
        assertArrayEquals(LARGE.sha256(), LARGE.readFrom(socket.getInputStream()));
      }
      assertEquals(0, proxy.awaitExit());
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.start(socket -> Tcp.expectReset(socket, SOON))) {
      Executables.Running proxy =
          programs.start("tcp-proxy", "127.0.0.1", "" + port, "127.0.0.1", "" + destination.port());
      proxy.await("ready");
      try (Socket socket = connect()) {
        Await.until(() -> "nothing comes", () -> destination.open() == 1);
        proxy.process().destroy();
        proxy.await("draining connections=1");
        proxy.process().destroy();
        assertEquals(1, proxy.awaitExit());
        Tcp.expectReset(socket, SOON);
      }
      destination.awaitNone();
    }
  }

  @Test
  void settingsComeFromTheEnvironmentToo() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.echo()) {
      Executables.Running proxy =
          programs.startWithEnvironment(
              List.of("LOG_FORMAT=json", "LOG_LEVEL=info", "TARGET_ADDR=" + destination.address()),
              "tcp-proxy",
              "--transparent",
              "" + port);
      proxy.await("\"message\":\"ready\"");
      assertArrayEquals(new byte[] {1, 2}, ask(new byte[] {1, 2}));
      proxy.await(
          "\"message\":\"connection ended\",\"conn\":\"[0-9a-f]{8}\",.*\"up\":2,\"down\":2");
    }
  }

  @Test
  void limitsHold() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.start(socket -> Tcp.awaitGone(socket, SOON))) {
      Executables.Running proxy =
          programs.start(
              "tcp-proxy",
              "--listen",
              "127.0.0.1:" + port,
              "--backend",
              destination.address() + "",
              "--half-closed-timeout",
              "300ms",
              "--backlog",
              "8",
              "--reuse-port",
              "--max-connections",
              "1");
      proxy.await("ready");
      try (Socket socket = connect()) {
        Await.until(() -> "not there", () -> destination.open() == 1);
        Tcp.expectResetOf(new InetSocketAddress("127.0.0.1", port), new byte[1], SOON);
        socket.shutdownOutput();
        Tcp.expectReset(socket, SOON);
        proxy.await("reason=\"half closed and idle for --half-closed-timeout 300ms\"");
        proxy.await("connections refused count=1 .*--max-connections is reached");
      }
      destination.awaitNone();
    }
  }

  @Test
  void aPortInUseIsOneLineAndExitCode1() throws Exception {
    try (var programs = new Executables(directory);
        var taken = Destination.echo()) {
      String output = programs.run(1, "tcp-proxy", "-listen", taken.address() + "");
      assertTrue(
          output.matches("tcp-proxy: port %d is in use .*\n".formatted(taken.port())), output);
    }
  }
}
