package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.AdmissionLimits;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.RouteParser;
import io.turnpike.forward.SocketSettings;
import io.turnpike.forward.TimeLimits;
import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Listener;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How many, how long, and from where: at the tcp-proxy and at both edges of a chain.
class LimitsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(1);
    assertEquals(1, socket.getInputStream().read());
  }

  /// A connection may still be open when its proxy ends.
  private static void echoUntilTheEnd(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // the reset
    }
  }

  private static Proxy proxy(String limits, Destination destination) throws Exception {
    return Proxy.start(limits, destination.route());
  }

  @Test
  void soManyConnectionsAtOnceAndNoMore() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(LimitsTest::echoUntilTheEnd);
        var proxy = proxy("--max-connections 2", destination);
        Socket one = Tcp.connect(proxy.address())) {
      exchange(one);
      try (Socket two = Tcp.connect(proxy.address())) {
        exchange(two);
        for (int i = 0; i < 5; i++) {
          Tcp.expectResetOf(proxy.address(), new byte[1], SOON);
        }
        exchange(one);
        exchange(two);
      }
      Await.until(() -> "still there", () -> proxy.proxy().connections() == 1);
      try (Socket three = Tcp.connect(proxy.address())) {
        exchange(three);
      }
      assertEquals(
          1, log.find("INFO connections refused count=1 .*--max-connections is reached").count());
    }
  }

  @Test
  void aConnectionThatNeverReachedItsDestinationCountsNoMore() throws Exception {
    try (var proxy =
        Proxy.start(
            "--max-connections 1 --listen 127.0.0.1:0 --backend 127.0.0.1:"
                + Commands.freePort())) {
      for (int i = 0; i < 5; i++) {
        Tcp.expectResetOf(proxy.address(), new byte[1], SOON);
        proxy.awaitNoStreams();
      }
    }
  }

  @Test
  void soManyOfOneSourceAndNoMore() throws Exception {
    try (var destination = Destination.start(LimitsTest::echoUntilTheEnd);
        var proxy = proxy("--max-connections-per-source 1", destination);
        Socket one = Tcp.connect(proxy.address())) {
      exchange(one);
      Tcp.expectResetOf(proxy.address(), new byte[1], SOON);
      try (Socket other = new Socket()) {
        other.bind(new InetSocketAddress("127.0.0.2", 0));
        other.connect(proxy.address());
        exchange(other);
      }
    }
  }

  @Test
  void soManyInASecondAndNoMore() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(LimitsTest::echoUntilTheEnd);
        var proxy = proxy("--accept-rate 3", destination)) {
      for (int i = 0; i < 30; i++) {
        try (Socket socket = Tcp.connect(proxy.address())) {
          exchange(socket);
        } catch (IOException | AssertionError e) {
          // one too many
        }
      }
      log.await("connections refused .*--accept-rate is exceeded");
      assertTrue(destination.accepted() >= 3);
    }
  }

  @Test
  void whoIsDeniedIsReset() throws Exception {
    try (var destination = Destination.start(LimitsTest::echoUntilTheEnd);
        var proxy = proxy("--allow 127.0.0.0/8 --deny 127.0.0.2", destination)) {
      try (Socket allowed = Tcp.connect(proxy.address())) {
        exchange(allowed);
      }
      try (Socket denied = new Socket()) {
        denied.bind(new InetSocketAddress("127.0.0.2", 0));
        denied.connect(proxy.address());
        Tcp.expectReset(denied, SOON);
      }
      proxy.awaitNoStreams();
      assertEquals(1, destination.accepted());
    }
  }

  @Test
  void anIdleConnectionIsReset() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(LimitsTest::untilTheReset);
        var proxy = proxy("--idle-timeout 200ms", destination);
        Socket socket = Tcp.connect(proxy.address())) {
      socket.getOutputStream().write(1);
      Tcp.expectReset(socket, SOON);
      log.await(
          "connection ended .* up=1 down=0 by=proxy reason=\"idle for --idle-timeout 200ms\"");
      destination.awaitNone();
    }
  }

  private static void untilTheReset(Socket socket) throws IOException {
    Tcp.expectReset(socket, SOON);
  }

  @Test
  void aConnectionThatIsTooOldIsReset() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(LimitsTest::untilTheReset);
        var proxy = proxy("--max-lifetime 300ms", destination);
        Socket socket = Tcp.connect(proxy.address())) {
      long began = System.nanoTime();
      try {
        while (System.nanoTime() - began < SOON.toNanos()) {
          socket.getOutputStream().write(1);
        }
      } catch (IOException e) {
        // its end
      }
      log.await("connection ended .* by=proxy reason=\"older than --max-lifetime 300ms\"");
    }
  }

  @Test
  void aHalfClosedConnectionIsResetWhenNothingMoves() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> {
              Tcp.expectEnd(socket);
              Tcp.awaitGone(socket, SOON);
            });
        var proxy = proxy("--half-closed-timeout 200ms", destination);
        Socket socket = Tcp.connect(proxy.address())) {
      socket.shutdownOutput();
      Tcp.expectReset(socket, SOON);
      log.await("by=proxy reason=\"half closed and idle for --half-closed-timeout 200ms\"");
    }
  }

  @Test
  void portsMayBeShared() throws Exception {
    try (var destination = Destination.start(LimitsTest::echoUntilTheEnd);
        var one =
            Proxy.start("--reuse-port --listen 127.0.0.1:0 --backend " + destination.address());
        var two =
            Proxy.start(
                "--reuse-port --listen 127.0.0.1:%d --backend %s"
                    .formatted(one.address().getPort(), destination.address()))) {
      try (Socket socket = Tcp.connect(two.address())) {
        exchange(socket);
      }
    }
  }

  @Test
  void bothEdgesHoldThem() throws Exception {
    var idle =
        new ConnectionSettings(
            SocketSettings.DEFAULT,
            new TimeLimits(Duration.ofMillis(200), Duration.ZERO, Duration.ZERO),
            Filters.NONE);
    var two =
        new ListenerSettings(
            new AdmissionLimits(2, 0, 0, List.of(), List.of()),
            Listener.Options.DEFAULT,
            List.of(),
            List.of(),
            0);
    try (var log = LogCapture.begin();
        var destination = Destination.start(LimitsTest::untilTheReset);
        var chain = Chain.startRelay(ChainSettings.of(destination.route()));
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    chain.settings().edge(chain.keys(), chain.relayPort(), "r"),
                    List.of(),
                    List.of(),
                    100,
                    idle));
        var entry =
            EntryPoint.start(
                new EntryPointConfig(
                    chain.settings().edge(chain.keys(), chain.relayPort(), "e"),
                    RouteParser.parse(destination.route()),
                    List.of(),
                    ConnectionSettings.DEFAULT,
                    two))) {
      reverse.awaitReady();
      entry.awaitReady();
      try (Socket one = Tcp.connect(Chain.address(entry, 0));
          Socket other = Tcp.connect(Chain.address(entry, 0))) {
        Tcp.expectResetOf(Chain.address(entry, 0), new byte[1], SOON);
        Tcp.expectReset(one, SOON);
        Tcp.expectReset(other, SOON);
      }
      log.await(
          "stream ended conn=[0-9a-f]{8} .* by=reverse-proxy reason=\"idle for --idle-timeout 200ms\"");
      log.await(
          "stream ended conn=[0-9a-f]{8} .*by=reverse-proxy reason=\"limit of the far end reached\"");
      log.await("connections refused .*--max-connections is reached");
    }
  }
}
