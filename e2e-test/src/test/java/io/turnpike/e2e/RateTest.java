package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.identity.Identity;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An identity's `rate` holds for all its streams together, in each direction, at the
/// reverse-proxy.
class RateTest {
  private static final long BYTES_PER_SECOND = 4 << 20;
  private static final int STREAMS = 4;
  private static final int BYTES = 4 << 20;

  /// What may pass before the rate is felt: a fifth of a second saved up, and each stream's window.
  private static final long FREE_BYTES = BYTES_PER_SECOND / 5 + STREAMS * (256L << 10);

  private Keys keys;
  private Destination destination;
  private Chain chain;

  @BeforeEach
  void start() throws Exception {
    destination = Destination.start(RateTest::serve);
    chain = Chain.start(ChainSettings.of(destination.route()));
    keys = chain.keys();
    chain.awaitPool();
  }

  @AfterEach
  void stop() throws Exception {
    chain.close();
    destination.close();
  }

  /// Reads to the end, and then sends as much.
  private static void serve(Socket socket) throws Exception {
    int direction = socket.getInputStream().read();
    if (direction == 'u') {
      long bytes = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertEquals(BYTES, bytes);
    } else {
      socket.getOutputStream().write(new byte[BYTES]);
    }
  }

  private static Void up(Socket socket) throws Exception {
    socket.getOutputStream().write('u');
    socket.getOutputStream().write(new byte[BYTES]);
    socket.shutdownOutput();
    Tcp.expectEnd(socket);
    return null;
  }

  private static Void down(Socket socket) throws Exception {
    socket.getOutputStream().write('d');
    assertEquals(BYTES, socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    return null;
  }

  private interface Transfer {
    Void with(Socket socket) throws Exception;
  }

  private void rate(String options) throws Exception {
    String line = Identity.load(keys.authPublic()).toOpenSshLine("laptop");
    Files.writeString(keys.authorizedKeys(), options + line);
    chain.reverse().edge().reload();
  }

  private double seconds(Transfer transfer) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    long began = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < STREAMS; i++) {
        all.add(
            executor.submit(() -> {
              try (Socket socket = Tcp.connect(chain.address())) {
                return transfer.with(socket);
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private void holds(String direction, Transfer transfer) throws Exception {
    rate("rate=\"4MiB/s\" ");
    double limited = seconds(transfer);
    rate("");
    double free = seconds(transfer);
    long bytes = (long) STREAMS * BYTES;
    System.out.printf(
        "%s, rate 4 MiB/s: %.1f MiB/s over %d streams (without: %.1f MiB/s)%n",
        direction, bytes / limited / (1 << 20), STREAMS, bytes / free / (1 << 20));
    double least = (bytes - FREE_BYTES) / (double) BYTES_PER_SECOND;
    assertTrue(limited >= least, limited + " s (expected: at least " + least + ")");
  }

  @Test
  void towardsTheDestination() throws Exception {
    holds("up", RateTest::up);
  }

  @Test
  void towardsTheSource() throws Exception {
    holds("down", RateTest::down);
  }
}
