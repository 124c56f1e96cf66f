package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Tcp;
import io.turnpike.e2e.hostile.RogueEdge.Line;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import io.turnpike.frame.Role;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// An entry-point that L3 has let in and that breaks the protocol of streams: its tunnel is closed
/// with one line, its destinations get an RST, and the streams of an honest one beside it go on.
class RogueEntryTest {
  private static final Endpoint SOURCE = new Endpoint("192.0.2.1", 1);
  private static final int STREAM = 1;

  private final Semaphore resets = new Semaphore(0);
  private final CountDownLatch over = new CountDownLatch(1);
  private Logs logs;
  private Destination destination;
  private Chain chain;
  private RogueEdge rogue;

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    destination = Destination.start(this::serve);
    chain = Chain.start(ChainSettings.of(destination.route()).withPool(1, 8));
    rogue = new RogueEdge(Role.ENTRY, chain.keys(), chain.relayPort());
  }

  @AfterEach
  void stop() throws Exception {
    over.countDown();
    chain.close();
    rogue.close();
    destination.close();
    logs.expectNoFaults();
    logs.close();
  }

  /// Echoes one byte, and nothing more to whoever has said 0; waits for an RST.
  private void serve(Socket socket) throws Exception {
    try {
      for (int said; (said = socket.getInputStream().read()) >= 0; ) {
        if (said == 0) {
          awaitReset(socket);
        }
        socket.getOutputStream().write(said);
      }
    } catch (SocketException e) {
      resets.release();
    }
  }

  /// Reads nothing; an RST shows in what it writes.
  private void awaitReset(Socket socket) throws Exception {
    while (!over.await(50, TimeUnit.MILLISECONDS)) {
      socket.getOutputStream().write(0);
    }
  }

  private static void echo(Socket source) throws Exception {
    source.getOutputStream().write(42);
    assertEquals(42, source.getInputStream().read());
  }

  private Line bound() throws Exception {
    Line line = rogue.awaitLine();
    line.send(line.bind());
    line.await(Frame.Bind.class);
    return line;
  }

  private Frame.Open open(int stream) {
    return open(stream, new Endpoint("127.0.0.1", destination.port()));
  }

  private static Frame.Open open(int stream, Endpoint where) {
    return new Frame.Open(stream, 5, where, SOURCE);
  }

  private static Frame.Data data(long offset, int length) {
    return new Frame.Data(STREAM, offset, Unpooled.wrappedBuffer(new byte[length]));
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        violation(
            "DATA 1 + 1 (expected: offset 0, end at most %d)".formatted(Frames.windowBytes()),
            line -> line.send(data(1, 1))),
        violation("DATA ", RogueEntryTest::sendBeyondTheCredit),
        violation("FIN at 3 (expected: 0)", line -> line.send(new Frame.Fin(STREAM, 3))),
        violation(
            "OPENED in stream state OPEN", line -> line.send(new Frame.Opened(STREAM, SOURCE))),
        violation("OPEN of stream 1 again", line -> line.send(open(STREAM, SOURCE))),
        violation(
            "CREDIT 9 to 262145 (expected: 0 to 0, and at least 262144)",
            line -> line.send(new Frame.Credit(STREAM, 9, 262_145))),
        violation("BIND again", line -> line.send(line.bind())),
        violation(
            "frame of 16377 bytes (expected: at most 16376)",
            line -> line.sendRaw(Frames.header(16_377, 0x42))),
        violation("OPEN with stream number 0", line -> line.sendRaw(Frames.header(22, 0xa1))));
  }

  private static Arguments violation(String reason, Consumer<Line> act) {
    return Arguments.of(reason, act);
  }

  /// The destination does not read, so credit ends long before 48 MiB.
  private static void sendBeyondTheCredit(Line line) {
    int length = Frame.Data.MAX_BYTES;
    for (long offset = 0; offset < 48 << 20; offset += length) {
      line.send(data(offset, length));
    }
  }

  @ParameterizedTest
  @MethodSource("violations")
  void endsItsTunnelAndNoOther(String reason, Consumer<Line> act) throws Exception {
    try (Socket honest = Tcp.connect(chain.address())) {
      echo(honest);
      Line line = bound();
      line.send(open(STREAM));
      line.await(Frame.Opened.class);
      act.accept(line);
      line.awaitClosed();
      assertTrue(resets.tryAcquire(5, TimeUnit.SECONDS), "no RST at the destination");
      String said = logs.await(" reason=\"" + reason);
      assertTrue(said.startsWith("tunnel failed state=CARRYING tunnel="), said);
      assertEquals(1, logs.with("tunnel failed").size());
      echo(honest);
    }
  }

  /// Destinations that nobody can or may dial are answered, and the tunnel lives.
  @ParameterizedTest
  @CsvSource({
    "'a b', 80, NO_SUCH_NAME",
    "'-', 80, NO_SUCH_NAME",
    "'127.0.0.1 ', 80, NO_SUCH_NAME",
    "'x\" reason=\"forged', 80, NO_SUCH_NAME",
    "'2852039166', 80, NO_SUCH_NAME",
    "'no-such-name.invalid', 80, NO_SUCH_NAME",
    "127.0.0.1, 0, DENIED",
    "169.254.169.254, 80, DENIED",
    "::ffff:169.254.169.254, 80, DENIED",
    "0.0.0.0, 80, DENIED",
    "::, 80, DENIED",
    "224.0.0.1, 80, DENIED",
    "127.0.0.1, 1, REFUSED"
  })
  void destinationsThatCannotBeDialled(String host, int port, ResetCode code) throws Exception {
    Line line = bound();
    line.send(open(STREAM, new Endpoint(host, port)));
    assertEquals(new Frame.Reset(STREAM, code), line.await(Frame.Reset.class));
    line.send(open(2));
    line.await(Frame.Opened.class);
    assertEquals(0, logs.with("tunnel failed").size());
    assertEquals(1, logs.with("destination not reached").size());
  }

  @Test
  void resumeIsAnsweredAndTheTunnelLives() throws Exception {
    Line line = bound();
    line.send(new Frame.Resume(STREAM, 5, 1, 0));
    assertEquals(new Frame.Reset(STREAM, ResetCode.UNKNOWN_STREAM), line.await(Frame.Reset.class));
    line.send(open(2));
    line.await(Frame.Opened.class);
  }

  @Test
  void openBeforeBindIsRefusedAndNothingIsDialled() throws Exception {
    Line line = rogue.awaitLine();
    line.send(open(STREAM));
    line.awaitClosed();
    logs.await("reason=\"Open before BIND\"");
    assertEquals(0, destination.accepted());
  }

  /// A tunnel that ends takes its destinations with it, however many.
  @Test
  void aTunnelWithManyStreamsLeavesNothingBehind() throws Exception {
    Line line = bound();
    for (int stream = 1; stream <= 200; stream++) {
      line.send(open(stream));
    }
    Await.until(() -> "open=" + destination.open(), () -> destination.open() == 200);
    line.send(line.bind());
    line.awaitClosed();
    destination.awaitNone();
    Await.until(
        () -> "streams=" + chain.reverse().edge().streams(),
        () -> chain.reverse().edge().streams() == 0);
  }
}
