package io.turnpike.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The dialogues of a secured tunnel (`protocol.md` §5), L3 left out, cut at every byte; and what a
/// peer may not say.
final class SessionDialogueTest {
  private static final InstanceId SELF = new InstanceId(1, 2);
  private static final InstanceId PEER = new InstanceId(3, 4);
  private static final Endpoint WHERE = new Endpoint("127.0.0.1", 22);
  private static final Frame.Bind BIND = new Frame.Bind(1, 0, PEER, SELF, 1 << 18, 0);

  private final List<RecordingEndpoint> endpoints = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final Sessions sessions = new Sessions(StreamSettings.DEFAULT);
  private CarryingTunnel tunnel;

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  /// A secured tunnel of a reverse-proxy, whose streams only record.
  private EmbeddedChannel secured() {
    return secured((loop, stream, open) -> endpoint());
  }

  private EmbeddedChannel secured(StreamAcceptor acceptor) {
    endpoints.clear();
    failures.clear();
    var channel = new EmbeddedChannel();
    channels.add(channel);
    var binding = new TunnelBinding(7, SELF, PEER, "SHA256:peer");
    channel
        .pipeline()
        .addLast(new FrameDecoder(Layer.STREAMS))
        .addLast(FrameEncoder.INSTANCE)
        .addLast(new BindHandler(binding, sessions, acceptor, carrying -> tunnel = carrying))
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failures.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
                ctx.close();
              }
            });
    return channel;
  }

  private RecordingEndpoint endpoint() {
    endpoints.add(new RecordingEndpoint());
    return endpoints.getLast();
  }

  private static Frame.Open open(int stream) {
    return new Frame.Open(stream, 9, new Endpoint("nas.lan", 22), WHERE);
  }

  private static Frame.Data data(int stream, long offset, String text) {
    return new Frame.Data(stream, offset, Unpooled.copiedBuffer(text, US_ASCII));
  }

  private static ByteBuf bytes(Frame... frames) {
    var encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
    ByteBuf all = Unpooled.buffer();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      for (ByteBuf next; (next = encoder.readOutbound()) != null; next.release()) {
        all.writeBytes(next);
      }
    }
    return all;
  }

  /// One of everything that an entry-point says, two streams interleaved.
  private static ByteBuf dialogue() {
    return bytes(
        BIND,
        open(1),
        data(1, 0, "hello"),
        new Frame.Ping(5),
        open(2),
        data(2, 0, "other"),
        data(1, 5, ", wire"),
        new Frame.Fin(1, 11),
        new Frame.Reset(2, ResetCode.ABORTED),
        data(2, 5, "late"),
        new Frame.Credit(1, 0, 1 << 19),
        new Frame.Resume(3, 9, 0),
        new Frame.Pong(99),
        open(4));
  }

  private String outcome(EmbeddedChannel channel) {
    channel.runPendingTasks();
    var seen = new StringBuilder();
    for (RecordingEndpoint endpoint : endpoints) {
      seen.append(endpoint.events.stream().filter(e -> !e.equals("batchEnd")).toList());
    }
    for (ByteBuf next; (next = channel.readOutbound()) != null; next.release()) {
      seen.append(' ').append(ByteBufUtil.hexDump(next));
    }
    return seen.append(failures).append(tunnel.load()).toString();
  }

  private String outcomeOfCut(int... cuts) {
    EmbeddedChannel channel = secured();
    ByteBuf all = dialogue();
    for (int cut : cuts) {
      channel.writeInbound(all.readRetainedSlice(cut - all.readerIndex()));
    }
    channel.writeInbound(all);
    return outcome(channel);
  }

  @Test
  void aSessionCutOnceAtEveryByteHasTheSameOutcome() {
    String expected = outcomeOfCut();
    assertTrue(
        expected.startsWith(
            "[start, data hello, data , wire, fin]"
                + "[start, data other, reset ABORTED]"
                + "[start]"),
        expected);
    int length = dialogue().readableBytes();
    for (int cut = 1; cut < length; cut++) {
      assertEquals(expected, outcomeOfCut(cut), "cut at " + cut);
    }
  }

  @Test
  void aSessionInRandomPiecesHasTheSameOutcome() {
    String expected = outcomeOfCut();
    int length = dialogue().readableBytes();
    for (int seed = 0; seed < 200; seed++) {
      int[] cuts = new Random(seed).ints(1 + seed % 20, 0, length).sorted().toArray();
      assertEquals(expected, outcomeOfCut(cuts), "seed " + seed);
    }
    int[] everywhere = java.util.stream.IntStream.range(1, length).toArray();
    assertEquals(expected, outcomeOfCut(everywhere), "byte by byte");
  }

  /// Sends BIND and `frames`; the last of them must end the tunnel, for `reason`.
  private void refuses(String reason, Frame... frames) {
    refuses(secured(), reason, frames);
  }

  private void refuses(EmbeddedChannel channel, String reason, Frame... frames) {
    channel.writeInbound(bytes(BIND));
    for (int i = 0; i < frames.length; i++) {
      assertTrue(channel.isOpen(), "closed before " + frames[i]);
      channel.writeInbound(bytes(frames[i]));
    }
    assertEquals(List.of("ProtocolViolation: " + reason), failures);
    assertFalse(channel.isOpen());
    for (RecordingEndpoint endpoint : endpoints) {
      assertEquals("reset TUNNEL_LOST", endpoint.events.getLast());
    }
    assertEquals(0, sessions.count());
  }

  @Test
  void dataOutOfPlaceEndsTheTunnel() {
    refuses("DATA 1 + 1 (expected: offset 0, end at most 262144)", open(1), data(1, 1, "x"));
    refuses(
        "DATA 4 + 1 (expected: offset 5, end at most 262144)",
        open(1),
        data(1, 0, "hello"),
        data(1, 4, "x"));
  }

  @Test
  void dataBeyondTheCreditEndsTheTunnel() {
    EmbeddedChannel channel = secured();
    channel.writeInbound(bytes(BIND, open(1)));
    long window = StreamSettings.DEFAULT.initialWindowBytes();
    for (long offset = 0; offset < window; offset += 16_384 / 2) {
      channel.writeInbound(bytes(data(1, offset, "x".repeat(8192))));
    }
    assertTrue(channel.isOpen());
    channel.writeInbound(bytes(data(1, window, "x")));
    assertEquals(
        List.of("ProtocolViolation: DATA 262144 + 1 (expected: offset 262144, end at most 262144)"),
        failures);
  }

  @Test
  void finOutOfPlaceEndsTheTunnel() {
    refuses("FIN at 4 (expected: 5)", open(1), data(1, 0, "hello"), new Frame.Fin(1, 4));
    refuses("FIN at 6 (expected: 5)", open(1), data(1, 0, "hello"), new Frame.Fin(1, 6));
    refuses(
        "REMOTE_FIN in stream state ACCEPTING_REMOTE_FIN",
        open(1),
        new Frame.Fin(1, 0),
        new Frame.Fin(1, 0));
    refuses(
        "DATA in stream state ACCEPTING_REMOTE_FIN", open(1), new Frame.Fin(1, 0), data(1, 0, "x"));
  }

  @Test
  void creditThatNobodyHonestGivesEndsTheTunnel() {
    refuses(
        "CREDIT 1 to 262145 (expected: 0 to 0, and at least 262144)",
        open(1),
        new Frame.Credit(1, 1, 262_145));
    refuses(
        "CREDIT 0 to 262143 (expected: 0 to 0, and at least 262144)",
        open(1),
        new Frame.Credit(1, 0, 262_143));
  }

  @Test
  void aStreamOpenedTwiceEndsTheTunnel() {
    refuses("OPEN of stream 1 again", open(1), open(1));
  }

  @Test
  void openedFromTheOpenerEndsTheTunnel() {
    refuses("OPENED in stream state ACCEPTING", open(1), new Frame.Opened(1, WHERE));
  }

  @Test
  void aSecondBindEndsTheTunnel() {
    refuses("BIND again", open(1), BIND);
  }

  @Test
  void openFromTheReverseProxyEndsTheTunnel() {
    refuses(secured(StreamAcceptor.NONE), "OPEN from the reverse-proxy", open(1));
  }

  @Test
  void resumeIsAnsweredAndEndsNothing() {
    EmbeddedChannel channel = secured();
    channel.writeInbound(
        bytes(BIND, open(1), new Frame.Resume(1, 9, 0), new Frame.Resume(8, 9, 0)));
    channel.writeInbound(bytes(open(2)));
    assertTrue(channel.isOpen());
    assertEquals(List.of("start", "reset UNKNOWN_STREAM"), endpoints.get(0).events);
    assertEquals(1, tunnel.load());
  }

  @Test
  void whatFollowsAViolationIsNotLookedAt() {
    EmbeddedChannel channel = secured();
    channel.writeInbound(bytes(BIND, open(1), BIND, open(2), data(1, 0, "x"), data(2, 0, "x")));
    assertEquals(1, endpoints.size());
    assertEquals(List.of("start", "reset TUNNEL_LOST"), endpoints.getFirst().events);
    assertEquals("ProtocolViolation: BIND again", failures.getFirst());
  }

  @Test
  void aPeerThatAsksAndNeverReadsTheAnswersIsClosed() {
    EmbeddedChannel channel = secured();
    channel.writeInbound(bytes(BIND));
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (int i = 0; i < 1000; i++) {
      channel.writeInbound(bytes(i % 2 == 0 ? new Frame.Ping(i) : new Frame.Resume(5, 1, 0)));
    }
    assertTrue(channel.isOpen());
    channel.writeInbound(bytes(new Frame.Ping(1)));
    assertEquals(
        List.of("ProtocolViolation: the peer asks and does not read the answers"), failures);
  }

  @Test
  void aPeerThatAsksALotAndReadsIsAnswered() {
    EmbeddedChannel channel = secured();
    channel.writeInbound(bytes(BIND));
    for (int i = 0; i < 5000; i++) {
      channel.writeInbound(bytes(new Frame.Ping(i)));
      channel.releaseOutbound();
    }
    assertTrue(channel.isOpen());
  }

  @Test
  void wrongBindsAreRefused() {
    var other = new InstanceId(8, 8);
    expectBindRefused("BIND version 2 (expected: 1)", new Frame.Bind(2, 0, PEER, SELF, 1 << 18, 0));
    String expected = " (expected: from " + PEER + " to " + SELF + ")";
    expectBindRefused(
        "BIND from " + other + " to " + SELF + expected,
        new Frame.Bind(1, 0, other, SELF, 1 << 18, 0));
    expectBindRefused(
        "BIND from " + PEER + " to " + other + expected,
        new Frame.Bind(1, 0, PEER, other, 1 << 18, 0));
    expectBindRefused("Open before BIND", open(1));
    expectBindRefused("Data before BIND", data(1, 0, "x"));
    expectBindRefused("Ping before BIND", new Frame.Ping(1));
  }

  private void expectBindRefused(String reason, Frame first) {
    EmbeddedChannel channel = secured();
    channel.writeInbound(bytes(first));
    assertEquals(List.of("ProtocolViolation: " + reason), failures);
    assertFalse(channel.isOpen());
  }

  @Test
  void aTunnelWithoutBindIsClosedAfterTenSeconds() {
    EmbeddedChannel channel = secured();
    channel.advanceTimeBy(9_999, java.util.concurrent.TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(2, java.util.concurrent.TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(List.of("ProtocolViolation: no BIND within 10 s"), failures);
  }

  @Test
  void anInstanceNeverHasTwoIdentities() {
    secured().writeInbound(bytes(BIND));
    var channel = new EmbeddedChannel();
    channels.add(channel);
    var binding = new TunnelBinding(8, SELF, PEER, "SHA256:somebody else");
    channel
        .pipeline()
        .addLast(new FrameDecoder(Layer.STREAMS))
        .addLast(FrameEncoder.INSTANCE)
        .addLast(new BindHandler(binding, sessions, StreamAcceptor.NONE, carrying -> {}));
    var thrown =
        org.junit.jupiter.api.Assertions.assertThrows(
            io.turnpike.frame.ProtocolViolation.class, () -> channel.writeInbound(bytes(BIND)));
    assertEquals(
        "instance " + PEER + " with identity SHA256:somebody else (expected: SHA256:peer)",
        thrown.getMessage());
    assertEquals(1, sessions.count());
  }
}
