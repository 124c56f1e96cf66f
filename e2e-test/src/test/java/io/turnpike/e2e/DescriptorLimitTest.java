package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 300 connections at a program that may open 128 files: it lives, and serves again when they are
/// gone.
class DescriptorLimitTest {
  private static final int FILES = 128;
  private static final int CONNECTIONS = 300;
  private static final Duration BACK = Duration.ofSeconds(15);

  @TempDir private Path directory;
  private int relayPort;
  private int entryPort;

  @BeforeEach
  void choosePorts() throws IOException {
    try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      relayPort = one.getLocalPort();
      entryPort = two.getLocalPort();
    }
  }

  private Executables.Running start(
      Executables programs, String limited, String program, String... arguments)
      throws IOException {
    return program.equals(limited)
        ? programs.startWithFiles(FILES, program, arguments)
        : programs.start(program, arguments);
  }

  private static void echoUntilReset(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // a limit was reached
    }
  }

  private boolean echoes() {
    try (Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", entryPort))) {
      source.setSoTimeout(1_000);
      source.getOutputStream().write(7);
      return source.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  private void outlives(String limited, boolean atTheRelay) throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.start(DescriptorLimitTest::echoUntilReset)) {
      programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
      programs.run(0, "gen-cert", "ed25519");
      String relay = "127.0.0.1:" + relayPort;
      String route = "127.0.0.1:" + entryPort + ":" + destination.port();
      List<Executables.Running> running =
          List.of(
              start(programs, limited, "relay-server", "-p", "" + relayPort),
              start(programs, limited, "reverse-proxy", "-s", relay, "-g", "7"),
              start(programs, limited, "entry-point", "-s", relay, "-r", route, "-g", "7"));
      running.getLast().await("ready");
      Await.until(() -> "no echo", this::echoes);
      outlives(limited, running, crowd(atTheRelay ? relayPort : entryPort, atTheRelay));
    }
  }

  private void outlives(String limited, List<Executables.Running> running, int served) {
    running.stream()
        .filter(each -> each.output().getFileName().toString().startsWith(limited))
        .forEach(each -> each.await("cannot accept for 1 s|too many open files"));
    long began = System.nanoTime();
    Await.within(BACK, () -> "no service behind the crowd", this::echoes);
    System.out.printf(
        "%d connections at %s with %d files: %d answered or waiting, served again after %d ms%n",
        CONNECTIONS, limited, FILES, served, (System.nanoTime() - began) / 1_000_000);
    for (Executables.Running each : running) {
      assertTrue(each.process().isAlive(), each::text);
    }
  }

  /// @return how many were answered (at the relay: were held)
  private static int crowd(int port, boolean atTheRelay) throws Exception {
    List<Socket> crowd = new ArrayList<>();
    int served = 0;
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        var socket = new Socket();
        crowd.add(socket);
        byte[] from = {127, 0, 1, (byte) (atTheRelay ? i : 1)};
        if (atTheRelay) {
          socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        socket.setSoTimeout(20);
        socket.getOutputStream().write(7);
        served += isServed(socket, atTheRelay) ? 1 : 0;
      }
    } catch (IOException e) {
      // no further: the listener's backlog, or a reset
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
    return served;
  }

  private static boolean isServed(Socket socket, boolean atTheRelay) {
    try {
      return socket.getInputStream().read() == 7;
    } catch (java.net.SocketTimeoutException e) {
      return atTheRelay;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theEntryPoint() throws Exception {
    outlives("entry-point", false);
  }

  @Test
  void theReverseProxy() throws Exception {
    outlives("reverse-proxy", false);
  }

  @Test
  void theTcpProxy() throws Exception {
    try (var programs = new Executables(directory);
        var destination = Destination.start(DescriptorLimitTest::echoUntilReset)) {
      String[] places = {"127.0.0.1", "" + entryPort, "127.0.0.1", "" + destination.port()};
      Executables.Running proxy = programs.startWithFiles(FILES, "tcp-proxy", places);
      proxy.await("ready");
      Await.until(() -> "no echo", this::echoes);
      outlives("tcp-proxy", List.of(proxy), crowd(entryPort, false));
    }
  }

  @Test
  void theRelay() throws Exception {
    outlives("relay-server", true);
  }
}
