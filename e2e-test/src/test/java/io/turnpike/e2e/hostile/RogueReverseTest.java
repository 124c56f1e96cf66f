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
import io.turnpike.entry.EntryPoint;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ResetCode;
import io.turnpike.frame.Role;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A reverse-proxy that L3 has let in and that breaks the protocol of streams: its tunnel is closed
/// with one line, its sources get an RST, and the streams of an honest one beside it go on.
class RogueReverseTest {
  private static final int POOL = 2;
  private static final Endpoint WHERE = new Endpoint("127.0.0.1", 22);

  private Logs logs;
  private Destination destination;
  private Chain chain;
  private RogueEdge rogue;
  private EntryPoint entry;
  private final List<Socket> sources = new ArrayList<>();
  private int honest;

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    destination = Destination.start(RogueReverseTest::echoUntilReset);
    var settings = ChainSettings.of(destination.route()).withPool(POOL, 8);
    chain = Chain.startRelay(settings);
    chain.addReverse(settings).awaitReady();
    rogue = new RogueEdge(Role.REVERSE, chain.keys(), chain.relayPort());
    Await.until(
        () -> "waiting=" + chain.relay().waitingTunnels(),
        () -> chain.relay().waitingTunnels() == POOL + 1);
    entry = chain.addEntry(settings);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket source : sources) {
      source.close();
    }
    chain.close();
    rogue.close();
    destination.close();
    logs.expectNoFaults();
    logs.close();
  }

  private static void echoUntilReset(Socket socket) throws Exception {
    try {
      Destination.echo(socket);
    } catch (SocketException e) {
      // the end of the test
    }
  }

  /// A connection each through the rogue and through the honest reverse-proxy.
  private record Streams(Line line, int number, Socket ofRogue, Socket ofHonest) {}

  private Streams streams() throws Exception {
    Line line = rogue.awaitLine();
    line.send(line.bind());
    Await.until(
        () -> "carrying=" + entry.edge().tunnels().all().size(),
        () -> entry.edge().tunnels().all().size() >= POOL);
    Optional<Socket> ofRogue = Optional.empty();
    Optional<Socket> ofHonest = Optional.empty();
    while (ofRogue.isEmpty() || ofHonest.isEmpty()) { // an idle tunnel comes first
      Socket source = Tcp.connect(Chain.address(entry, 0));
      sources.add(source);
      if (isOfRogue(line, source)) {
        ofRogue = Optional.of(source);
      } else {
        ofHonest = Optional.of(source);
      }
    }
    echo(ofHonest.get());
    int number = line.opened().get(ofRogue.get().getLocalPort());
    return new Streams(line, number, ofRogue.get(), ofHonest.get());
  }

  /// Waits until one of the two reverse-proxies has got the stream of `source`.
  private boolean isOfRogue(Line line, Socket source) throws Exception {
    int port = source.getLocalPort();
    Await.until(
        () -> "a stream is nowhere",
        () -> line.opened().containsKey(port) || destination.accepted() > honest);
    honest = destination.accepted();
    return line.opened().containsKey(port);
  }

  private static void echo(Socket source) throws Exception {
    source.getOutputStream().write(42);
    assertEquals(42, source.getInputStream().read());
  }

  private static Frame.Data data(int stream, long offset, int length) {
    return new Frame.Data(stream, offset, Unpooled.wrappedBuffer(new byte[length]));
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        violation("DATA in stream state OPENING", (line, n) -> line.send(data(n, 0, 1))),
        violation(
            "DATA 1 + 1 (expected: offset 0, end at most %d)".formatted(Frames.windowBytes()),
            (line, n) -> line.send(new Frame.Opened(n, WHERE), data(n, 1, 1))),
        violation("DATA ", RogueReverseTest::sendBeyondTheCredit),
        violation(
            "FIN at 3 (expected: 0)",
            (line, n) -> line.send(new Frame.Opened(n, WHERE), new Frame.Fin(n, 3))),
        violation(
            "OPENED in stream state OPEN",
            (line, n) -> line.send(new Frame.Opened(n, WHERE), new Frame.Opened(n, WHERE))),
        violation(
            "CREDIT 1 to 262145 (expected: 0 to 0, and at least 262144)",
            (line, n) -> line.send(new Frame.Credit(n, 1, 262_145))),
        violation(
            "OPEN from the reverse-proxy",
            (line, n) -> line.send(new Frame.Open(n + 1, 5, WHERE, WHERE))),
        violation("BIND again", (line, n) -> line.send(line.bind())),
        violation(
            "frame of 16777215 bytes (expected: at most 16376)",
            (line, n) -> line.sendRaw(Frames.header((1 << 24) - 1, 0xa3))),
        violation("frame of unknown type 0xff", (line, n) -> line.sendRaw(Frames.header(0, 0xff))),
        violation(
            "READY does not belong to layer STREAMS", (line, n) -> line.send(new Frame.Ready())));
  }

  private static Arguments violation(String reason, BiConsumer<Line, Integer> act) {
    return Arguments.of(reason, act);
  }

  /// The source does not read, so credit ends long before 48 MiB.
  private static void sendBeyondTheCredit(Line line, int stream) {
    line.send(new Frame.Opened(stream, WHERE));
    int length = Frame.Data.MAX_BYTES;
    for (long offset = 0; offset < 48 << 20; offset += length) {
      line.send(data(stream, offset, length));
    }
  }

  @ParameterizedTest
  @MethodSource("violations")
  void endsItsTunnelAndNoOther(String reason, BiConsumer<Line, Integer> act) throws Exception {
    Streams streams = streams();
    act.accept(streams.line(), streams.number());
    streams.line().awaitClosed();
    Tcp.expectReset(streams.ofRogue(), Duration.ofSeconds(2));
    String said = logs.await(" reason=\"" + reason);
    assertTrue(said.startsWith("tunnel failed state=CARRYING tunnel="), said);
    echo(streams.ofHonest());
    assertEquals(1, logs.with("tunnel failed").size());
    streams.ofHonest().close();
  }

  @Test
  void resumeOfALiveStreamResetsThatStreamAlone() throws Exception {
    Streams streams = streams();
    streams.line().send(new Frame.Resume(streams.number(), 5, 1, 0));
    assertEquals(
        new Frame.Reset(streams.number(), ResetCode.UNKNOWN_STREAM),
        streams.line().await(Frame.Reset.class));
    Tcp.expectReset(streams.ofRogue(), Duration.ofSeconds(2));
    streams.line().send(new Frame.Ping(7));
    assertEquals(new Frame.Pong(7), streams.line().await(Frame.Pong.class));
    echo(streams.ofHonest());
    streams.ofHonest().close();
  }

  static Stream<Arguments> beginnings() {
    var other = new InstanceId(9, 9);
    return Stream.of(
        Arguments.of(
            "BIND version 2 (expected: 1)",
            (Function<Line, Frame>)
                line -> new Frame.Bind(2, 0, line.bind().from(), line.peer(), 1 << 18, 0, "7")),
        Arguments.of(
            "BIND from " + other + " to ",
            (Function<Line, Frame>)
                line -> new Frame.Bind(1, 0, other, line.peer(), 1 << 18, 0, "7")),
        Arguments.of(
            "BIND from ",
            (Function<Line, Frame>)
                line -> new Frame.Bind(1, 0, line.bind().from(), other, 1 << 18, 0, "7")),
        Arguments.of(
            "Opened before BIND", (Function<Line, Frame>) line -> new Frame.Opened(1, WHERE)));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void aWrongBeginningNeverCarries(String reason, Function<Line, Frame> first) throws Exception {
    Line line = rogue.awaitLine();
    line.send(first.apply(line));
    line.awaitClosed();
    String said = logs.await(" reason=\"" + reason);
    assertTrue(said.startsWith("tunnel failed state=SECURED tunnel="), said);
    entry.awaitReady(); // through the honest one
  }
}
