package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Tcp;
import io.turnpike.e2e.hostile.CuttingProxy.Cut;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole tunnels, from the dial over the switch to streams and their ends, on a path between edges
/// and relay that cuts the bytes anew: the outcome is that of an honest path.
class CutPathTest {
  private static final int POOL = 2;

  static Stream<Arguments> cuts() {
    return Stream.of(
        Arguments.of(new Cut.Every(1), 3_000),
        Arguments.of(new Cut.Every(2), 3_000),
        Arguments.of(new Cut.Every(7), 10_000),
        Arguments.of(new Cut.Randomly(1, 3), 5_000),
        Arguments.of(new Cut.Randomly(2, 20), 50_000),
        Arguments.of(new Cut.Randomly(3, 300), 500_000),
        Arguments.of(new Cut.Randomly(4, 5_000), 1_000_000),
        Arguments.of(new Cut.Randomly(5, 40_000), 1_000_000),
        Arguments.of(new Cut.Coalesce(), 1_000_000));
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void theOutcomeIsThatOfAnHonestPath(Cut cut, int length) throws Exception {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    var resets = new Semaphore(0);
    try (var destination = Destination.start(socket -> echo(socket, resets));
        var logs = new Logs();
        var chain = Chain.startRelay(ChainSettings.of())) {
      var settings = ChainSettings.of(destination.route()).withPool(POOL, 8);
      try (var proxy = new CuttingProxy(chain.relayPort(), cut);
          var reverse =
              ReverseProxy.start(
                  new ReverseProxyConfig(settings.edge(chain.keys(), proxy.port(), "reverse")));
          var entry =
              EntryPoint.start(
                  new EntryPointConfig(
                      settings.edge(chain.keys(), proxy.port(), "entry"),
                      RouteParser.parse(settings.routes())))) {
        reverse.awaitReady();
        entry.awaitReady();
        Await.until(
            () -> "carrying=" + entry.edge().tunnels().all().size(),
            () -> entry.edge().tunnels().all().size() == POOL);
        for (int i = 0; i <= POOL; i++) {
          echo(entry, content);
        }
        reset(entry);
        Await.until(
            () -> "streams=" + entry.edge().streams() + "+" + reverse.edge().streams(),
            () -> entry.edge().streams() + reverse.edge().streams() == 0);
        System.out.printf("%s: %d bytes in %d pieces%n", cut, proxy.bytes(), proxy.pieces());
        assertTrue(proxy.bytes() > 2L * POOL * length);
        assertEquals(List.of(), logs.with("failed"));
        assertEquals(List.of(), logs.with("refused"));
      }
      assertTrue(resets.tryAcquire(10, TimeUnit.SECONDS), "no RST at the destination");
      logs.expectNoFaults();
    }
  }

  private static void echo(Socket socket, Semaphore resets) throws IOException {
    try {
      Destination.echo(socket);
    } catch (SocketException e) {
      resets.release();
    }
  }

  private static void echo(EntryPoint entry, byte[] content) throws Exception {
    try (Socket source = Tcp.connect(Chain.address(entry, 0))) {
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  source.getOutputStream().write(content);
                  source.shutdownOutput();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertArrayEquals(content, source.getInputStream().readAllBytes());
      sender.join(Duration.ofSeconds(10));
    }
  }

  /// An RST of the source reaches the destination too; the stream is gone at both edges.
  private static void reset(EntryPoint entry) throws Exception {
    Socket source = Tcp.connect(Chain.address(entry, 0));
    source.getOutputStream().write(1);
    assertEquals(1, source.getInputStream().read());
    Tcp.reset(source);
  }
}
