package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPoint;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.sink.Sink;
import io.turnpike.net.DestinationPattern;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The destination that the reverse-proxy is itself: what it answers, and that it is permitted,
/// limited and ended as any other.
class SinkTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String[] ROUTES = {
    "0:" + Sink.HOST + ":" + Sink.ECHO_PORT,
    "0:" + Sink.HOST + ":" + Sink.DISCARD_PORT,
    "0:" + Sink.HOST + ":" + Sink.CHARGEN_PORT,
    "0:" + Sink.HOST + ":80"
  };
  private static final int ECHO = 0;
  private static final int DISCARD = 1;
  private static final int CHARGEN = 2;
  private static final int OTHER = 3;

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    return content;
  }

  @Test
  void everyServiceAnswersAndEndsInOrder() throws Exception {
    try (var log = LogCapture.begin();
        var chain = Chain.start(ChainSettings.of(ROUTES))) {
      byte[] content = random(3 << 20);
      try (Socket echo = Tcp.connect(chain.address(ECHO))) {
        CompletableFuture<Void> written =
            CompletableFuture.runAsync(() -> {
              try {
                echo.getOutputStream().write(content);
                echo.shutdownOutput();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        assertArrayEquals(content, echo.getInputStream().readAllBytes());
        written.join();
      }
      try (Socket discard = Tcp.connect(chain.address(DISCARD))) {
        discard.getOutputStream().write(content);
        discard.shutdownOutput();
        Tcp.expectEnd(discard);
      }
      try (Socket chargen = Tcp.connect(chain.address(CHARGEN))) {
        byte[] text = chargen.getInputStream().readNBytes(8 << 20);
        assertEquals("\r\n!", new String(text, 72, 3, StandardCharsets.US_ASCII));
        chargen.shutdownOutput();
        chargen.getInputStream().readAllBytes();
      }
      chain.awaitNoStreams();
      assertEquals(
          6,
          log.find("stream ended .* by=source reason=\"both ends finished\"").count(),
          () -> "" + log.lines());
    }
  }

  @Test
  void aSourceThatDoesNotReadKeepsNobodyFromTheSink() throws Exception {
    try (var chain = Chain.start(ChainSettings.of(ROUTES));
        Socket chargen = Tcp.connect(chain.address(CHARGEN));
        Socket echo = Tcp.connect(chain.address(ECHO))) {
      assertEquals(' ', chargen.getInputStream().read());
      echo.getOutputStream().write(1);
      assertEquals(1, echo.getInputStream().read());
      Tcp.reset(chargen);
      Tcp.reset(echo);
      chain.awaitNoStreams();
    }
  }

  @Test
  void anotherPortRefuses() throws Exception {
    try (var log = LogCapture.begin();
        var chain = Chain.start(ChainSettings.of(ROUTES))) {
      Tcp.expectResetOf(chain.address(OTHER), new byte[1], SOON);
      log.await("by=destination reason=\"destination refused the connection\"");
    }
  }

  @Test
  void isDeniedUnlessPermitopenNamesIt() throws Exception {
    try (var log = LogCapture.begin();
        var chain = Chain.startRelay(ChainSettings.of(ROUTES))) {
      String key = Files.readString(chain.keys().authPublic());
      Files.writeString(
          chain.keys().authorizedKeys(), "permitopen=\"turnpike.invalid:7,*.lan:*\" " + key);
      chain.addReverse(chain.settings()).awaitReady();
      chain.addEntry(chain.settings()).awaitReady();
      echoes(chain.entry());
      Tcp.expectResetOf(chain.address(DISCARD), new byte[1], SOON);
      log.await("reason=\"destination is not permitted by the reverse-proxy\"");
    }
  }

  @Test
  void allowAndDenyMeanIt() throws Exception {
    expect(List.of(), List.of("turnpike.invalid:*"), false);
    expect(List.of(), List.of("*.invalid:7"), false);
    expect(List.of("127.0.0.0/8:*"), List.of(), false);
    expect(List.of("*:7"), List.of("0.0.0.0/0:*"), true);
    expect(List.of("turnpike.invalid:7"), List.of(), true);
  }

  private static void expect(List<String> allow, List<String> deny, boolean permitted)
      throws Exception {
    ChainSettings settings = ChainSettings.of(ROUTES);
    try (var chain = Chain.startRelay(settings);
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    settings.edge(chain.keys(), chain.relayPort(), "r"),
                    allow.stream().map(DestinationPattern::parse).toList(),
                    deny.stream().map(DestinationPattern::parse).toList(),
                    1))) {
      reverse.awaitReady();
      EntryPoint entry = chain.addEntry(settings);
      entry.awaitReady();
      if (permitted) {
        echoes(entry);
      } else {
        Tcp.expectResetOf(Chain.address(entry, ECHO), new byte[1], SOON);
      }
    }
  }

  @Test
  void countsForMaxStreamsAndRate() throws Exception {
    ChainSettings settings = ChainSettings.of(ROUTES);
    try (var chain = Chain.startRelay(settings);
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    settings.edge(chain.keys(), chain.relayPort(), "r"),
                    List.of(),
                    List.of(),
                    1,
                    ConnectionSettings.DEFAULT.limitedTo(1_000_000)))) {
      reverse.awaitReady();
      chain.addEntry(settings).awaitReady();
      try (Socket chargen = Tcp.connect(chain.address(CHARGEN))) {
        long began = System.nanoTime();
        chargen.getInputStream().readNBytes(1_500_000);
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertEquals(true, millis > 300, millis + " ms for 1.5 MB at 1 MB/s");
        Tcp.expectResetOf(chain.address(ECHO), new byte[1], SOON);
      }
    }
  }

  private static void echoes(EntryPoint entry) throws IOException {
    InetSocketAddress address = Chain.address(entry, ECHO);
    try (Socket echo = Tcp.connect(address)) {
      echo.getOutputStream().write(42);
      assertEquals(42, echo.getInputStream().read());
    }
  }
}
