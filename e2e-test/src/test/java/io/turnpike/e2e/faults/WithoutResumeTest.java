package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Executables;
import io.turnpike.e2e.Tcp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With `--resume-timeout 0s` a lost tunnel is an RST at both ends of each of its streams, never an
/// end in order.
class WithoutResumeTest {
  private static final int STREAMS = 1_000;
  private static final Duration RESET = Duration.ofSeconds(15);

  @TempDir private Path directory;
  private int relayPort;
  private int entryPort;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger resetAtDestination = new AtomicInteger();
  private final AtomicInteger endedAtDestination = new AtomicInteger();

  @BeforeEach
  void choosePorts() throws IOException {
    try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      relayPort = one.getLocalPort();
      entryPort = two.getLocalPort();
    }
  }

  /// Echoes, and notes how the connection ended.
  private void serve(Socket socket) {
    started.incrementAndGet();
    try {
      Destination.echo(socket);
      endedAtDestination.incrementAndGet();
    } catch (SocketException e) {
      resetAtDestination.incrementAndGet();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyStreamEndsInAReset() throws Exception {
    List<Socket> sources = new ArrayList<>();
    try (var programs = new Executables(directory);
        var destination = Destination.start(this::serve)) {
      programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
      programs.run(0, "gen-cert", "ed25519");
      Executables.Running relay = programs.start("relay-server", "-p", "" + relayPort);
      startEdge(programs, "reverse-proxy");
      String route = "127.0.0.1:" + entryPort + ":" + destination.port();
      startEdge(programs, "entry-point", "-r", route).await("ready");
      for (int i = 0; i < STREAMS; i++) {
        Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", entryPort));
        sources.add(source);
        source.getOutputStream().write(7);
        assertEquals(7, source.getInputStream().read());
      }
      for (int i = 0; i < STREAMS; i += 2) { // half of them are idle, half have bytes on the way
        sources.get(i).getOutputStream().write(new byte[4_096]);
      }
      relay.kill();
      for (Socket source : sources) {
        Tcp.expectReset(source, RESET);
      }
      destination.awaitNone();
      Await.until(
          () -> "resets at the destination: " + resetAtDestination.get(),
          () -> resetAtDestination.get() + endedAtDestination.get() == STREAMS);
      assertEquals(STREAMS, started.get());
      assertEquals(0, endedAtDestination.get());
      Reliability.figure(
          "kill -9 of the relay with --resume-timeout 0s",
          "%,d of %,d sources and %,d of %,d destinations got an RST, 0 a clean end"
              .formatted(sources.size(), STREAMS, resetAtDestination.get(), STREAMS));
    } finally {
      for (Socket source : sources) {
        source.close();
      }
    }
  }

  private Executables.Running startEdge(Executables programs, String program, String... more)
      throws IOException {
    var options = new ArrayList<>(List.of(more));
    options.addAll(List.of("-s", "127.0.0.1:" + relayPort, "-g", "7", "--resume-timeout", "0s"));
    return programs.start(program, options.toArray(String[]::new));
  }
}
