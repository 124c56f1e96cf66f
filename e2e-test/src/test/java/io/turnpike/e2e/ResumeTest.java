package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Wires.Side;
import io.turnpike.e2e.Wires.Wire;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.net.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections outlive their tunnels: nothing is lost, nothing comes twice, the order is kept. With
/// one loop, and with several, where a connection goes on over a tunnel of another loop.
class ResumeTest {
  private static final int WIRES = 40;
  private static final int LOSSES = 5;
  private static final Duration FAR_BELOW_RESUME_TIMEOUT = Duration.ofSeconds(10);

  private static Wires start(int threads) throws Exception {
    return Wires.start(settings -> settings.withThreads(threads));
  }

  /// Every tunnel, and the control connections, end at once; the relay comes back as another.
  private static void loseAll(Wires wires) throws Exception {
    wires.chain().stopRelay();
    wires.chain().startRelayAgain();
  }

  private static int carrying(Wires wires) {
    return wires.chain().entry().edge().tunnels().all().size();
  }

  private static void ping(Wire wire, int number) throws IOException {
    for (Side side : Side.values()) {
      Socket from = wire.end(side);
      Socket to = wire.end(side.other());
      from.getOutputStream().write(number);
      assertEquals(number, to.getInputStream().read());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void idleAndInteractiveConnectionsGoOn(int threads) throws Exception {
    try (var wires = start(threads)) {
      List<Wire> all = new ArrayList<>();
      for (int i = 0; i < WIRES; i++) {
        all.add(wires.open());
        ping(all.getLast(), i);
      }
      for (int loss = 0; loss < LOSSES; loss++) {
        loseAll(wires);
        for (int i = 0; i < WIRES; i++) {
          ping(all.get(i), 1 + i + loss);
        }
      }
      for (Wire wire : all) {
        wire.source().shutdownOutput();
        Tcp.expectEnd(wire.destination());
        wire.destination().shutdownOutput();
        Tcp.expectEnd(wire.source());
      }
      wires.chain().awaitNoStreams();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void halfClosedConnectionsGoOn(int threads) throws Exception {
    try (var wires = start(threads)) {
      Wire up = wires.open();
      Wire down = wires.open();
      up.destination().shutdownOutput();
      Tcp.expectEnd(up.source());
      down.source().shutdownOutput();
      Tcp.expectEnd(down.destination());
      loseAll(wires);
      up.source().getOutputStream().write(5);
      assertEquals(5, up.destination().getInputStream().read());
      down.destination().getOutputStream().write(6);
      assertEquals(6, down.source().getInputStream().read());
      up.source().shutdownOutput();
      Tcp.expectEnd(up.destination());
      down.destination().shutdownOutput();
      Tcp.expectEnd(down.source());
      wires.chain().awaitNoStreams();
    }
  }

  /// Two that move much and share a tunnel of a long path part, once there is another, without
  /// losing a byte.
  @Test
  void bulkStreamsThatShareATunnelOfALongPathPart() throws Exception {
    var content = new Content(3, 256 << 20);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var chain = Chain.startRelay(ChainSettings.of());
        var path = Proxy.start("--filter delay:both=10ms", "127.0.0.1:0:" + chain.relayPort())) {
      String route = Chain.route(new HostPort("127.0.0.1", server.getLocalPort()));
      var settings = ChainSettings.of(route).withPool(1, 64);
      chain.addReverse(settings).awaitReady();
      int relay = path.address(0).getPort();
      try (var entry =
          EntryPoint.start(
              new EntryPointConfig(
                  settings.edge(chain.keys(), relay, "entry"), RouteParser.parse(route)))) {
        entry.awaitReady();
        List<Future<byte[]>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Socket source = Tcp.connect(entry.addresses().getFirst());
          Socket destination = server.accept();
          pool.submit(() -> send(source, content));
          ends.add(pool.submit(receive(destination, content)));
        }
        Await.within(
            Duration.ofSeconds(60),
            () -> "still on one tunnel",
            () ->
                entry.edge().tunnels().all().stream().filter(tunnel -> tunnel.load() == 1).count()
                    == 2);
        for (Future<byte[]> end : ends) {
          assertArrayEquals(content.sha256(), end.get());
        }
      }
    }
  }

  /// A stream can only go on with the process that it began with, whoever else serves the group.
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theFarEndIsFoundAgainAmongOthers(int threads) throws Exception {
    try (var wires = Wires.start(settings -> settings.withThreads(threads).withPool(1, 64))) {
      wires.chain().addReverse();
      wires.chain().addReverse();
      Wire wire = wires.open();
      ping(wire, 1);
      for (int loss = 0; loss < LOSSES; loss++) {
        loseAll(wires);
        ping(wire, 2 + loss);
      }
    }
  }

  /// The bytes and the FIN that are under way when the tunnels are lost arrive all the same.
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyByteArrivesOnceAndInOrder(int threads) throws Exception {
    var up = new Content(1, 300 << 20);
    var down = new Content(2, 300 << 20);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        var wires = start(threads)) {
      Wire wire = wires.open();
      List<Future<byte[]>> ends =
          List.of(
              pool.submit(() -> send(wire.source(), up)),
              pool.submit(receive(wire.destination(), up)),
              pool.submit(() -> send(wire.destination(), down)),
              pool.submit(receive(wire.source(), down)));
      int losses = 0;
      while (!ends.stream().allMatch(Future::isDone)) {
        Await.until(() -> "no tunnel", () -> carrying(wires) > 0);
        TimeUnit.MILLISECONDS.sleep(300); // the distance of faults, not a wait for something
        loseAll(wires);
        losses++;
      }
      System.out.printf("resume: threads=%d losses=%d%n", threads, losses);
      assertArrayEquals(up.sha256(), ends.get(1).get());
      assertArrayEquals(down.sha256(), ends.get(3).get());
      wires.chain().awaitNoStreams();
    }
  }

  private static byte[] send(Socket socket, Content content) throws IOException {
    content.writeTo(socket.getOutputStream());
    socket.shutdownOutput();
    return new byte[0];
  }

  private static Callable<byte[]> receive(Socket socket, Content content) {
    return () -> {
      socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
      return content.readFrom(socket.getInputStream());
    };
  }

  /// An edge that ends says so at the far end, whatever is on its way to it: nobody waits for
  /// `--resume-timeout` there.
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anEdgeThatEndsResetsDestinationsThatSend(int threads) throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        var wires = start(threads)) {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < WIRES; i++) {
        Wire wire = wires.open();
        senders.add(pool.submit(() -> sendUntilReset(wire.destination())));
        pool.submit(
            () -> wire.source().getInputStream().transferTo(OutputStream.nullOutputStream()));
      }
      wires.chain().entry().close();
      for (Future<?> sender : senders) {
        sender.get(FAR_BELOW_RESUME_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static void sendUntilReset(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[1 << 16]);
      }
    } catch (IOException e) {
      // what is waited for
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aResetOfAConnectionThatWaitsReachesTheOtherEnd(int threads) throws Exception {
    try (var wires = start(threads)) {
      Wire wire = wires.open();
      ping(wire, 1);
      wires.chain().stopRelay();
      Await.until(() -> "carrying=" + carrying(wires), () -> carrying(wires) == 0);
      Tcp.reset(wire.destination());
      wires.chain().startRelayAgain();
      Tcp.expectReset(wire.source(), Duration.ofSeconds(10));
      wires.chain().awaitNoStreams();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatCannotBeResumedInTimeIsReset(int threads) throws Exception {
    try (var wires =
        Wires.start(s -> s.withThreads(threads).withResumeTimeout(Duration.ofSeconds(1)))) {
      Wire wire = wires.open();
      ping(wire, 1);
      wires.chain().stopRelay();
      for (Side side : Side.values()) {
        Tcp.expectReset(wire.end(side), Duration.ofSeconds(5));
      }
      wires.chain().awaitNoStreams();
    }
  }
}
