package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Tcp;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.relay.StrangerLimits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Crowds of strangers, from many addresses of 127.0.0.0/8, while the edges of 127.0.0.1 carry a
/// bulk transfer. The figures say how much of its throughput is left, on one machine for all of
/// them; what is asserted is that everybody honest is served and that nothing is left behind.
class StrangersTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration SPAN = Duration.ofSeconds(3);
  private static final int WORKERS = 16;
  private static final byte[] CLIENT_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3, 7, 7, 7};

  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final byte[] chunk = new byte[1 << 16];
  private Destination destination;
  private Chain chain;
  private Socket bulk;
  private Logs logs;

  /// What a crowd does, again and again.
  private interface Deed {
    void once() throws Exception;
  }

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    destination = Destination.start(this::serve);
    var settings = ChainSettings.of(destination.route()).withStrangers(StrangerLimits.DEFAULT);
    chain = Chain.start(settings);
    chain.awaitPool();
    bulk = Tcp.connect(chain.address());
    bulk.getOutputStream().write('b');
  }

  @AfterEach
  void stop() throws Exception {
    over.set(true);
    bulk.close();
    Await.until(() -> "strangers=" + relayed(), () -> relayed() == 0);
    logs.expectNoFaults();
    logs.close();
    chain.close();
    destination.close();
  }

  private int relayed() {
    return chain.relay().strangers();
  }

  /// Sends without an end to who says `b`; echoes to others.
  private void serve(Socket socket) throws Exception {
    try {
      if (socket.getInputStream().read() != 'b') {
        Destination.echo(socket);
        return;
      }
      while (!over.get()) {
        socket.getOutputStream().write(chunk);
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private long bulkMegabytesASecond() throws IOException {
    InputStream in = bulk.getInputStream();
    byte[] into = new byte[1 << 16];
    long began = System.nanoTime();
    long bytes = 0;
    while (System.nanoTime() - began < SPAN.toNanos()) {
      bytes += in.read(into);
    }
    return bytes * 1000 / Math.max(1, System.nanoTime() - began);
  }

  /// The bystander's throughput before and while `deed` is done all the time.
  private void besides(String what, Deed deed) throws Exception {
    long before = bulkMegabytesASecond();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(crowd.submit(() -> again(deed)));
      }
      long began = System.nanoTime();
      long during = bulkMegabytesASecond();
      double seconds = (System.nanoTime() - began) / 1e9;
      int done = attempts.get();
      long millis = connectMillis();
      over.set(true);
      for (Future<?> worker : workers) {
        worker.get();
      }
      System.out.printf(
          "%s: %.0f a second; bystander %d MB/s before, %d MB/s meanwhile (%.2f), connects in %d ms%n",
          what, done / seconds, before, during, during / (double) Math.max(1, before), millis);
      assertTrue(during > 0, "the bystander stands still");
    }
  }

  private Void again(Deed deed) throws InterruptedException {
    while (!over.get()) {
      try {
        attempts.incrementAndGet();
        deed.once();
      } catch (Exception e) {
        // turned away: what the crowd is there for
      }
      Thread.sleep(WORKERS); // a thousand a second from all workers together
    }
    return null;
  }

  private long connectMillis() throws IOException {
    long began = System.nanoTime();
    try (Socket source = Tcp.connect(chain.address())) {
      source.getOutputStream().write(42);
      source.getOutputStream().write(43);
      assertEquals(43, source.getInputStream().read());
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  @Test
  void twoThousandSilentConnections() throws Exception {
    List<Socket> silent = new ArrayList<>();
    long files = openFiles();
    long before = bulkMegabytesASecond();
    try {
      for (int i = 0; i < 2_000; i++) {
        Strangers.tryConnect(chain.relayPort(), i).ifPresent(silent::add);
      }
      int held = relayed();
      long millis = connectMillis();
      long during = bulkMegabytesASecond();
      System.out.printf(
          "2000 silent connections: %d held; bystander %d MB/s before, %d MB/s meanwhile (%.2f),"
              + " connects in %d ms%n",
          held, before, during, during / (double) Math.max(1, before), millis);
      assertTrue(held <= StrangerLimits.DEFAULT.all(), "held=" + held);
      chain.addEntry(chain.settings()).awaitReady(); // another edge finds a place
      Await.within(LIMIT, () -> "strangers=" + relayed(), () -> relayed() == 0);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    // Besides the entry-point that was added, everything is as before.
    Await.within(
        LIMIT, () -> "files=" + openFiles() + " before=" + files, () -> openFiles() < files + 64);
  }

  private static long openFiles() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length; // not on this system
  }

  @Test
  void handshakesOfOneByteASecondEndWithTheirTime() throws Exception {
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> slow = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        slow.add(crowd.submit(() -> millisUntilClosed(number)));
      }
      long longest = 0;
      for (Future<Long> each : slow) {
        longest = Math.max(longest, each.get());
      }
      System.out.printf("50 handshakes of 1 byte/s: closed after %d ms at most%n", longest);
    }
  }

  private long millisUntilClosed(int number) throws Exception {
    long began = System.nanoTime();
    try (Socket socket = Strangers.connect(chain.relayPort(), number)) {
      for (int i = 0; i < CLIENT_HELLO.length; i++) {
        socket.getOutputStream().write(CLIENT_HELLO[i]);
        socket.setSoTimeout(1_000);
        try {
          if (socket.getInputStream().read() < 0) {
            break;
          }
        } catch (SocketTimeoutException e) {
          continue; // still there
        }
      }
      assertTrue(System.nanoTime() - began < LIMIT.toNanos(), "still open");
    } catch (SocketException e) {
      // reset
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  @Test
  void badClients() throws Exception {
    var next = new AtomicInteger();
    byte[] request = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    besides(
        "bad clients",
        () -> {
          try (Socket socket = Strangers.connect(chain.relayPort(), next.incrementAndGet() % 500)) {
            socket.getOutputStream().write(request);
            socket.getInputStream().read();
          }
        });
  }

  @Test
  void handshakesOfStrangers() throws Exception {
    var tls = RawEdge.Tls.turnpike(IdentityKeyPair.generate());
    var next = new AtomicInteger();
    besides(
        "handshakes of strangers",
        () -> {
          try (var edge =
              RawEdge.of(Strangers.connect(chain.relayPort(), next.incrementAndGet() % 500), tls)) {
            edge.handshake();
          }
        });
  }
}
