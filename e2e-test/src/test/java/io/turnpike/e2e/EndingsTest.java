package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.entry.EntryPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// However a connection ends, each edge says so in one line: how long it was, how much went each
/// way, who ended it, and why.
class EndingsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String ENDED =
      "INFO stream ended conn=%s durationMillis=[0-9]+ up=%d down=%d by=%s reason=\"%s\"$";

  /// Three bytes up and two down have passed.
  private static void talk(Socket source) throws IOException {
    source.getOutputStream().write(new byte[3]);
    assertEquals(2, source.getInputStream().readNBytes(2).length);
  }

  private static void answer(Socket socket) throws IOException {
    assertEquals(3, socket.getInputStream().readNBytes(3).length);
    socket.getOutputStream().write(new byte[2]);
  }

  /// One line at each edge, and not more.
  private static void expect(LogCapture log, String... ends) {
    String id = log.await("INFO stream opened conn=([0-9a-f]{8}) ");
    for (String end : ends) {
      String[] words = end.split("/");
      log.await(ENDED.formatted(id, 3, 2, words[0], words[1]));
    }
    Await.until( // two of the same words are not told apart above
        () -> "too few lines", () -> log.find("stream ended conn=" + id).count() >= ends.length);
    assertEquals(ends.length, log.find("stream ended conn=" + id).count());
  }

  @Test
  void theDestinationResets() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> {
              answer(socket);
              socket.getInputStream().read();
              Tcp.reset(socket);
            });
        var chain = Chain.start(ChainSettings.of(destination.route()));
        Socket source = Tcp.connect(chain.address())) {
      talk(source);
      source.shutdownOutput();
      Tcp.expectReset(source, SOON);
      chain.awaitNoStreams();
      expect(log, "destination/reset", "destination/connection reset");
    }
  }

  @Test
  void theSourceResets() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> {
              answer(socket);
              Tcp.expectReset(socket, SOON);
            });
        var chain = Chain.start(ChainSettings.of(destination.route()));
        Socket source = Tcp.connect(chain.address())) {
      talk(source);
      Tcp.reset(source);
      chain.awaitNoStreams();
      destination.awaitNone();
      expect(log, "source/reset", "source/connection reset");
    }
  }

  @Test
  void theTunnelIsLostForGood() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(EndingsTest::answerAndWait);
        var chain =
            Chain.start(ChainSettings.of(destination.route()).withResumeTimeout(Duration.ZERO));
        Socket source = Tcp.connect(chain.address())) {
      talk(source);
      chain.stopRelay();
      Tcp.expectReset(source, SOON);
      chain.awaitNoStreams();
      expect(log, "tunnel/tunnel lost", "tunnel/tunnel lost");
    }
  }

  private static void answerAndWait(Socket socket) throws IOException {
    answer(socket);
    assertThrows(SocketException.class, () -> socket.getInputStream().read());
  }

  @Test
  void theEntryPointEndsIt() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(EndingsTest::answerAndWait);
        var chain = FilteredChain.start("--max-lifetime 500ms", "", destination);
        Socket source = Tcp.connect(chain.address())) {
      talk(source);
      Tcp.expectReset(source, SOON);
      destination.awaitNone();
      expect(
          log,
          "entry-point/older than --max-lifetime 500ms",
          "entry-point/limit of the far end reached");
    }
  }

  private static final byte[] FIVE = {1, 2, 3, 4, 5};

  /// Both users see an end in order behind what has passed, and say nothing more; no edge has
  /// anything left.
  private static void expectAnEndInOrder(
      String atEntry, String atReverse, byte[] arrives, String by) throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(
                socket -> assertArrayEquals(arrives, socket.getInputStream().readAllBytes()));
        var chain = FilteredChain.start(atEntry, atReverse, destination);
        Socket source = Tcp.connect(chain.address())) {
      source.getOutputStream().write(FIVE);
      Tcp.expectEnd(source);
      destination.awaitNone();
      Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
      log.await(
          "INFO stream ended conn=[0-9a-f]{8} durationMillis=[0-9]+ up=%d down=0 by=%s reason=\"filter quota:up=3: "
              .formatted(arrives.length, by));
    }
  }

  @Test
  void aFilterOfTheEntryPointClosesInOrder() throws Exception {
    expectAnEndInOrder("--filter quota:up=3", "", new byte[] {1, 2, 3}, "entry-point");
  }

  @Test
  void aFilterOfTheReverseProxyClosesInOrder() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket ->
                assertArrayEquals(new byte[] {1, 2, 3}, socket.getInputStream().readAllBytes()));
        var chain = FilteredChain.start("", "--filter quota:up=3", destination);
        Socket source = Tcp.connect(chain.address())) {
      source.getOutputStream().write(FIVE);
      Tcp.expectEnd(source);
      destination.awaitNone();
      source.close();
      Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
      log.await(
          "INFO stream ended .* up=5 down=0 by=reverse-proxy reason=\"filter quota:up=3: quota of bytes up is used up\"");
    }
  }

  /// What a filter of one direction has ended does not go on in the other, and nothing is left.
  @Test
  void aClosedConnectionTakesNothingMore() throws Exception {
    for (String[] edges :
        new String[][] {{"--filter quota:down=10", ""}, {"", "--filter quota:down=10"}}) {
      try (var destination = Destination.start(EndingsTest::sendAndRead);
          var chain = FilteredChain.start(edges[0], edges[1], destination);
          Socket source = Tcp.connect(chain.address())) {
        Thread.ofVirtual().start(() -> sendWithoutEnd(source));
        assertEquals(10, source.getInputStream().readNBytes(10).length);
        destination.awaitNone();
        Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
      }
    }
  }

  private static void sendAndRead(Socket socket) throws IOException {
    socket.getOutputStream().write(new byte[100]);
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // told to stop
    }
  }

  private static void sendWithoutEnd(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[50_000]);
      }
    } catch (IOException e) {
      // told to stop
    }
  }

  @Test
  void aSourceThatIsGoneWhileItWaitsFreesItsPlace() throws Exception {
    try (var log = LogCapture.begin();
        var chain = Chain.startRelay(ChainSettings.of("0:127.0.0.1:1"));
        EntryPoint entry = chain.addEntry(ChainSettings.of("0:127.0.0.1:1"))) {
      Socket source = Tcp.connect(Chain.address(entry, 0));
      Await.until(() -> "waiting=" + entry.waiting(), () -> entry.waiting() == 1);
      Tcp.reset(source);
      Await.within(SOON, () -> "waiting=" + entry.waiting(), () -> entry.waiting() == 0);
      log.await("INFO source gone while it waited for a tunnel: source=127.0.0.1:");
    }
  }
}
