package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.proxy.TcpProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a tcp-proxy does besides being a wire: backends, failures, draining, bounded memory.
class TcpProxyTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMillis(700);

  /// What the kernel's buffers of three sockets in a row may take, and the queue.
  private static final long MOST_ACCEPTED_BYTES = 32L << 20;

  private static int ask(InetSocketAddress address) throws Exception {
    try (Socket socket = Tcp.connect(address)) {
      return socket.getInputStream().read();
    }
  }

  @Test
  void backendsTakeTurns() throws Exception {
    try (var one = Destination.source(new byte[] {1});
        var two = Destination.source(new byte[] {2});
        var proxy =
            Proxy.start("--listen 127.0.0.1:0 --backend " + one.address() + "," + two.address())) {
      for (int i = 0; i < 10; i++) {
        assertEquals(i % 2 == 0 ? 1 : 2, ask(proxy.address()));
      }
    }
  }

  @Test
  void theBackendWithFewestConnectionsIsNext() throws Exception {
    try (var one = Destination.echo();
        var two = Destination.echo();
        var proxy =
            Proxy.start(
                "--balance least-connections --listen 127.0.0.1:0 --backend %s,%s"
                    .formatted(one.address(), two.address()))) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        sockets.add(Tcp.connect(proxy.address()));
        int connections = i;
        Await.until(
            () -> one.accepted() + " " + two.accepted(),
            () -> one.accepted() + two.accepted() == connections);
      }
      assertEquals(2, one.accepted());
      assertEquals(2, two.accepted());
      for (Socket socket : sockets) {
        socket.close();
      }
      one.awaitNone(); // the end of the proxy is a reset for whoever is still there
      two.awaitNone();
    }
  }

  @Test
  void aBackendThatRefusesIsPassedOver() throws Exception {
    int closed = Commands.freePort();
    try (var log = LogCapture.begin();
        var there = Destination.source(new byte[] {7});
        var proxy =
            Proxy.start(
                "--listen 127.0.0.1:0 --backend 127.0.0.1:%d,%s"
                    .formatted(closed, there.address()))) {
      for (int i = 0; i < 4; i++) {
        assertEquals(7, ask(proxy.address()));
      }
      log.await("destination not reached conn=[0-9a-f]{8} .*refused the connection");
    }
  }

  @Test
  void aSourceWhoseBackendsAllFailIsReset() throws Exception {
    int closed = Commands.freePort();
    try (var log = LogCapture.begin();
        var proxy = Proxy.start("--listen 127.0.0.1:0 --backend 127.0.0.1:" + closed)) {
      Tcp.expectResetOf(proxy.address(), new byte[1], SOON);
      log.await(
          "destination not reached conn=[0-9a-f]{8} source=127.0.0.1:\\d+ destination=127.0.0.1:"
              + closed
              + " reason=\".*refused the connection\"");
      proxy.awaitNoStreams();
    }
  }

  @Test
  void aRouteAdmitsOnlyItsSources() throws Exception {
    try (var destination = Destination.echo();
        var proxy = Proxy.start("", "10.0.0.0/8:0:" + destination.address())) {
      Tcp.expectResetOf(proxy.address(), new byte[1], SOON);
      assertEquals(0, destination.accepted());
    }
  }

  @Test
  void eachConnectionHasALineWhenItOpensAndOneWhenItEnds() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = Proxy.start("", destination.route())) {
      try (Socket socket = Tcp.connect(proxy.address())) {
        socket.getOutputStream().write(new byte[5]);
        socket.shutdownOutput();
        assertEquals(5, socket.getInputStream().readAllBytes().length);
      }
      String id =
          log.await(
              "INFO connection opened conn=([0-9a-f]{8}) source=127.0.0.1:\\d+ route="
                  + destination.route()
                  + " destination="
                  + destination.address());
      log.await(
          "INFO connection ended conn="
              + id
              + " durationMillis=\\d+ up=5 down=5 by=source reason=\"both ends finished\"");
    }
  }

  @Test
  void aResetIsLoggedWithWhoSentIt() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> {
              socket.getInputStream().read();
              Tcp.reset(socket);
            });
        var proxy = Proxy.start("", destination.route());
        Socket socket = Tcp.connect(proxy.address())) {
      socket.getOutputStream().write(1);
      Tcp.expectReset(socket, SOON);
      log.await("connection ended .* up=1 down=0 by=destination reason=\"reset\"");
    }
  }

  @Test
  void drainLetsATransferFinish() throws Exception {
    var content = new Content(1, 100 << 20);
    var begun = new CountDownLatch(1);
    try (var destination =
            Destination.start(socket -> {
              begun.countDown();
              content.writeTo(socket.getOutputStream());
              socket.shutdownOutput();
            });
        var proxy = Proxy.start("", destination.route());
        Socket socket = Tcp.connect(proxy.address())) {
      begun.await();
      proxy.proxy().drain();
      assertArrayEquals(content.sha256(), content.readFrom(socket.getInputStream()));
      expectRefused(proxy.proxy());
      socket.shutdownOutput();
      proxy.proxy().awaitEnd();
    }
  }

  private static void expectRefused(TcpProxy proxy) {
    Await.until(
        () -> "still listening",
        () -> {
          try (Socket late = new Socket()) {
            late.connect(
                new InetSocketAddress("127.0.0.1", proxy.addresses().getFirst().getPort()));
            return false;
          } catch (SocketException e) {
            return true;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void drainCutsWhatDoesNotEndInTime() throws Exception {
    try (var destination = Destination.start(socket -> Tcp.expectReset(socket, SOON));
        var proxy = Proxy.start("--drain-timeout 100ms", destination.route());
        Socket socket = Tcp.connect(proxy.address())) {
      Await.until(() -> "not there", () -> destination.open() == 1);
      proxy.proxy().drain();
      proxy.proxy().awaitEnd();
      proxy.close();
      Tcp.expectReset(socket, SOON);
    }
  }

  private static void flood(OutputStream out, AtomicLong written) {
    byte[] chunk = new byte[64 << 10];
    try {
      while (true) {
        out.write(chunk);
        written.addAndGet(chunk.length);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--filter log --filter delay:both=3ms --filter chunk:size=5000"})
  void aWriterBlocksWhenItsReaderStops(String filters) throws Exception {
    var over = new CountDownLatch(1);
    var up = new AtomicLong();
    var down = new AtomicLong();
    try (var silent =
            Destination.start(socket -> {
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      flood(socket.getOutputStream(), down);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
              over.await();
            });
        var proxy = Proxy.start(filters, silent.route());
        Socket socket = Tcp.connect(proxy.address())) {
      OutputStream out = socket.getOutputStream();
      Thread.ofVirtual().start(() -> flood(out, up));
      Await.standstill(QUIET, up::get);
      Await.standstill(QUIET, down::get);
      assertTrue(up.get() < MOST_ACCEPTED_BYTES, "up " + up);
      assertTrue(down.get() < MOST_ACCEPTED_BYTES, "down " + down);
      Tcp.reset(socket);
      over.countDown();
      proxy.awaitNoStreams();
    }
  }

  @Test
  void aThousandConnectionsComeAndGo() throws Exception {
    Set<Integer> answers = new HashSet<>();
    try (var destination = Destination.echo();
        var proxy = Proxy.start("--threads 2", destination.route())) {
      for (int i = 0; i < 1000; i++) {
        try (Socket socket = Tcp.connect(proxy.address())) {
          socket.getOutputStream().write(i & 0x7f);
          answers.add(socket.getInputStream().read());
        }
      }
      assertEquals(128, answers.size());
      proxy.awaitNoStreams();
      destination.awaitNone();
    }
  }
}
