package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// SOCKS5 and HTTP CONNECT, with real sockets: where the source asks, its bytes behave as on a
/// route.
@ParameterizedClass
@EnumSource
@Timeout(60)
class FrontTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @Parameter Asking asking;

  private Destination destination;
  private FilteredChain chain;

  @BeforeEach
  void start() throws Exception {
    destination = Destination.start(FrontTest::echo);
    chain = FilteredChain.start("--threads 3 " + asking.option() + " 0", "");
  }

  private static void echo(Socket socket) throws IOException {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // reset by a test
    }
  }

  @AfterEach
  void stop() throws Exception {
    chain.close();
    destination.close();
  }

  private byte[] request() {
    return asking.request("localhost", destination.port());
  }

  /// A socket whose request was granted.
  private Socket open() throws IOException {
    Socket socket = Tcp.connect(chain.address());
    socket.getOutputStream().write(request());
    assertEquals(asking.success(), asking.answer(socket.getInputStream()));
    return socket;
  }

  private void awaitNoStreams() {
    Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
  }

  @Test
  void aNameIsResolvedAtTheFarEndAndBytesPass() throws Exception {
    try (var log = LogCapture.begin();
        Socket source = open()) {
      source.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertArrayEquals(
          "hello".getBytes(StandardCharsets.US_ASCII), source.getInputStream().readNBytes(5));
      source.shutdownOutput();
      Tcp.expectEnd(source);
      awaitNoStreams();
      log.await(
          "stream opened conn=[0-9a-f]{8} source=127.0.0.1:[0-9]+ route=%s=127.0.0.1:0 destination=localhost:%d "
              .formatted(asking.option().substring(2), destination.port()));
      log.await(
          "stream ended conn=[0-9a-f]{8} .* up=5 down=5 by=source reason=\"both ends finished\"");
    }
  }

  /// Each of them lands on the loop of its tunnel, wherever it was asked.
  @Test
  void manyAtOnceStayWhole() throws Exception {
    var failure = new AtomicReference<Throwable>();
    Thread[] sources = new Thread[12];
    for (int i = 0; i < sources.length; i++) {
      var content = new Content(i, 2 << 20);
      sources[i] =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket source = open()) {
                  Thread writer = Thread.ofVirtual().start(() -> write(content, source));
                  assertArrayEquals(content.sha256(), content.readFrom(source.getInputStream()));
                  writer.join();
                } catch (Exception | AssertionError e) {
                  failure.set(e);
                }
              });
    }
    for (Thread each : sources) {
      each.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    awaitNoStreams();
  }

  private static void write(Content content, Socket source) {
    try {
      content.writeTo(source.getOutputStream());
      source.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Bytes behind the request, in the same packet: they wait for the answer and go on in order.
  @Test
  void earlyBytesGoOnInOrder() throws Exception {
    byte[] early = new byte[300_000];
    new Random(3).nextBytes(early);
    try (Socket source = Tcp.connect(chain.address())) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(request());
      all.writeBytes(early);
      Thread.ofVirtual().start(() -> write(all.toByteArray(), source));
      assertEquals(asking.success(), asking.answer(source.getInputStream()));
      assertArrayEquals(early, source.getInputStream().readAllBytes());
      awaitNoStreams();
    }
  }

  private static void write(byte[] bytes, Socket source) {
    try {
      source.getOutputStream().write(bytes);
      source.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Also the end of what the source sends may come before the answer.
  @Test
  void theRequestMaySplitAtEveryByteAndMayBeAllThatTheSourceSends() throws Exception {
    byte[] request = request();
    for (int split = 1; split <= request.length; split++) {
      try (Socket source = Tcp.connect(chain.address())) {
        OutputStream out = source.getOutputStream();
        out.write(request, 0, split);
        out.flush();
        Thread.onSpinWait();
        out.write(request, split, request.length - split);
        source.shutdownOutput();
        assertEquals(asking.success(), asking.answer(source.getInputStream()), "split at " + split);
        Tcp.expectEnd(source);
      }
    }
    try (Socket source = Tcp.connect(chain.address())) {
      for (byte each : request) {
        source.getOutputStream().write(each);
      }
      assertEquals(asking.success(), asking.answer(source.getInputStream()));
      source.getOutputStream().write(7);
      assertEquals(7, source.getInputStream().read());
    }
    awaitNoStreams();
  }

  @Test
  void aResetPassesInBothDirections() throws Exception {
    Socket source = open();
    source.getOutputStream().write(1);
    assertEquals(1, source.getInputStream().read());
    Tcp.reset(source);
    awaitNoStreams();
    destination.awaitNone();
    try (var resetting =
            Destination.start(socket -> {
              socket.getInputStream().read();
              Tcp.reset(socket);
            });
        Socket other = Tcp.connect(chain.address())) {
      other.getOutputStream().write(asking.request("127.0.0.1", resetting.port()));
      assertEquals(asking.success(), asking.answer(other.getInputStream()));
      other.getOutputStream().write(1);
      Tcp.expectReset(other, SOON);
    }
    awaitNoStreams();
  }

  @Test
  void garbageHarmsNobody() throws Exception {
    var random = new Random(4);
    try (Socket good = open()) {
      for (int i = 0; i < 200; i++) {
        byte[] garbage = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(garbage);
        if (i % 2 == 0) { // of the right protocol at first
          byte[] request = request();
          System.arraycopy(
              request, 0, garbage, 0, Math.min(garbage.length, random.nextInt(request.length)));
        }
        try (Socket bad = Tcp.connect(chain.address())) {
          bad.getOutputStream().write(garbage);
          bad.shutdownOutput();
          bad.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          // reset
        }
      }
      good.getOutputStream().write(9);
      assertEquals(9, good.getInputStream().read());
    }
    awaitNoStreams();
  }

  @Test
  void aDestinationThatSpeaksFirstIsHeardBehindTheAnswer() throws Exception {
    byte[] banner = "220 ready\r\n".getBytes(StandardCharsets.US_ASCII);
    try (var speaking = Destination.source(banner);
        Socket source = Tcp.connect(chain.address())) {
      source.getOutputStream().write(asking.request("127.0.0.1", speaking.port()));
      assertEquals(asking.success(), asking.answer(source.getInputStream()));
      assertArrayEquals(banner, source.getInputStream().readAllBytes());
    }
  }

  @Test
  void aSourceThatIsGoneBeforeTheAnswerLeavesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket source = Tcp.connect(chain.address());
      source.getOutputStream().write(request());
      Tcp.reset(source);
    }
    awaitNoStreams();
    destination.awaitNone();
    open().close();
    awaitNoStreams();
  }

  @Test
  void whoComesWhileItDrainsHearsSo() throws Exception {
    chain.close();
    chain = FilteredChain.start("--threads 1 " + asking.option() + " 0", "");
    EntryPoint entry = chain.entry();
    Socket held = open();
    Socket late = Tcp.connect(chain.address());
    late.getOutputStream().write(request(), 0, 1);
    held.getOutputStream().write(1);
    assertEquals(1, held.getInputStream().read());
    entry.drain();
    late.getOutputStream().write(request(), 1, request().length - 1);
    int answer = asking.answer(late.getInputStream());
    assertEquals(asking == Asking.SOCKS ? 1 : 503, answer);
    held.getOutputStream().write(2);
    assertEquals(2, held.getInputStream().read());
    held.close();
    late.close();
    entry.edge().awaitEnd();
  }
}
