package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rates are kept, of a connection, of a listener, and of a reverse-proxy. The only tests that
/// measure time, since time is what a rate is about: never faster, and not slower than the machine
/// made them ([Starvation]).
class RateFilterTest {
  private static final int SECONDS = 10;

  /// Each direction's bytes and what they took.
  private static final class Transfers implements AutoCloseable {
    private final long upBytes;
    private final long downBytes;
    private final List<Double> up = new CopyOnWriteArrayList<>();
    private final List<Double> down = new CopyOnWriteArrayList<>();
    private final Starvation starvation = new Starvation();
    private final Destination destination = Destination.start(this::serve);

    Transfers(long upBytes, long downBytes) throws IOException {
      this.upBytes = upBytes;
      this.downBytes = downBytes;
    }

    private void serve(Socket socket) throws Exception {
      socket.setSoTimeout(60_000);
      Thread.ofVirtual().start(() -> send(socket, downBytes));
      up.add(timeOf(socket, upBytes));
    }

    private Void ask(Carrier carrier) throws Exception {
      try (Socket socket = Tcp.connect(carrier.address())) {
        socket.setSoTimeout(60_000);
        Thread.ofVirtual().start(() -> send(socket, upBytes));
        down.add(timeOf(socket, downBytes));
      }
      return null;
    }

    /// On so many connections at once, both directions at once.
    void run(Carrier carrier, int connections) throws Exception {
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> all =
            IntStream.range(0, connections)
                .mapToObj(i -> executor.submit(() -> ask(carrier)))
                .toList();
        for (Future<Void> each : all) {
          each.get();
        }
      }
      destination.awaitNone();
      assertEquals(connections, up.size());
    }

    /// Within 5 % of the time that the rate makes of them, but for what the machine took.
    void within5Percent(List<Double> times) {
      double starved = starvation.seconds();
      System.out.printf("%s s; without a processor for %.2f s%n", times, starved);
      for (double seconds : times) {
        assertTrue(seconds >= SECONDS * 0.95, "too fast: " + times);
        assertTrue(seconds <= SECONDS * 1.05 + starved, "too slow: " + times);
      }
    }

    @Override
    public void close() throws Exception {
      destination.close();
      starvation.close();
    }
  }

  private static double timeOf(Socket socket, long bytes) throws IOException {
    long began = System.nanoTime();
    long received = 0;
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      received += read;
    }
    assertEquals(bytes, received);
    return (System.nanoTime() - began) / 1e9;
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
  void rateHoldsForTenSecondsInEachDirection(int connections) throws Exception {
    try (var transfers = new Transfers(SECONDS * 500_000L, SECONDS * 300_000L);
        var proxy =
            Proxy.start("--filter rate:up=500kB/s,down=300kB/s", transfers.destination.route())) {
      transfers.run(proxy, connections);
      transfers.within5Percent(transfers.up);
      transfers.within5Percent(transfers.down);
    }
  }

  @Test
  void rateLimitIsThatOfTheListenerAsAWhole() throws Exception {
    try (var transfers = new Transfers(SECONDS * 100_000L, SECONDS * 100_000L);
        var proxy = Proxy.start("--rate-limit 2MB/s", transfers.destination.route())) {
      transfers.run(proxy, 20);
      transfers.within5Percent(List.of(Collections.max(transfers.up)));
      transfers.within5Percent(List.of(Collections.max(transfers.down)));
    }
  }

  @Test
  void rateLimitIsThatOfTheReverseProxyAsAWhole() throws Exception {
    try (var transfers = new Transfers(SECONDS * 100_000L, SECONDS * 100_000L);
        var chain = FilteredChain.start("", "--rate-limit 1MB/s", transfers.destination)) {
      transfers.run(chain, 10);
      transfers.within5Percent(List.of(Collections.max(transfers.up)));
      transfers.within5Percent(List.of(Collections.max(transfers.down)));
    }
  }
}
