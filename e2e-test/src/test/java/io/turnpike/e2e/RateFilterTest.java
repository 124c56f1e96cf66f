package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rates are kept, of a connection and of a listener. The only tests that measure time, since time
/// is what a rate is about.
class RateFilterTest {
  /// So many bytes up and down at once on each connection; how many seconds each took.
  private static List<Double> echo(Carrier carrier, int connections, long bytesEach)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> times = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        times.add(executor.submit(() -> timeOf(carrier, bytesEach)));
      }
      List<Double> ends = new ArrayList<>();
      for (Future<Double> time : times) {
        ends.add(time.get());
      }
      return ends;
    }
  }

  /// The echo of so many bytes: both directions at once.
  private static double timeOf(Carrier carrier, long bytes) throws Exception {
    try (Socket socket = Tcp.connect(carrier.address())) {
      socket.setSoTimeout(60_000);
      long began = System.nanoTime();
      Thread.ofVirtual().start(() -> send(socket, bytes));
      long received = 0;
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        received += read;
      }
      assertEquals(bytes, received);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static void send(Socket socket, long bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      byte[] chunk = new byte[10_000];
      for (long sent = 0; sent < bytes; sent += chunk.length) {
        out.write(chunk);
      }
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void rateHoldsForTenSecondsInBothDirections(int connections) throws Exception {
    try (var destination = Destination.echo();
        var proxy = Proxy.start("--filter rate:up=500kB/s,down=500kB/s", destination.route())) {
      for (double seconds : echo(proxy, connections, 5_000_000)) {
        assertEquals(10, seconds, 0.5);
      }
    }
  }

  @Test
  void rateLimitIsThatOfTheListenerAsAWhole() throws Exception {
    try (var destination = Destination.echo();
        var proxy = Proxy.start("--rate-limit 2MB/s", destination.route())) {
      assertEquals(10, Collections.max(echo(proxy, 20, 1_000_000)), 0.5);
    }
  }
}
