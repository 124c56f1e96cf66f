package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import io.turnpike.net.HostPort;
import io.turnpike.tls.InnerTls;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An edge's side of a tunnel's dialogue up to the switch, with L1 left out, cut at every byte.
final class EdgeDialogueTest {
  private static final Leaf LEAF = Leaf.mint(IdentityKeyPair.generate(), Clock.systemUTC());
  private static final SslContext ENTRY_TLS = InnerTls.forEntry(() -> LEAF, any -> true);
  private static final SslContext REVERSE_TLS = InnerTls.forReverse(() -> LEAF, any -> true);
  private static final InstanceId SELF = new InstanceId(1, 2);
  private static final InstanceId PEER = new InstanceId(3, 4);
  private static final Frame.Welcome WELCOME = new Frame.Welcome(1, 0, 15_000);
  private static final Frame.Ping PING = new Frame.Ping(77);
  private static final Frame.Paired PAIRED = new Frame.Paired(0xbeef, PEER);
  private static final int TLS_HANDSHAKE_RECORD = 0x16;

  private final List<TunnelState> states = new ArrayList<>();
  private final List<Throwable> closed = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private static EdgeProfile profile(Role role) {
    return new EdgeProfile(
        role,
        new RelayTarget(new HostPort("relay.example", 4433), new HostPort("192.0.2.7", 4433)),
        "7",
        "laptop",
        SELF,
        () -> ENTRY_TLS,
        () -> role == Role.ENTRY ? ENTRY_TLS : REVERSE_TLS,
        LEAF::identity);
  }

  /// A connection whose L1 is there: it has said HELLO.
  private EmbeddedChannel connected(Role role) {
    states.clear();
    closed.clear();
    var channel = new EmbeddedChannel();
    channel.freezeTime();
    channels.add(channel);
    EdgeProfile profile = profile(role);
    var tunnel =
        new Tunnel(
            profile,
            channel.eventLoop(),
            InstanceId.NONE,
            secured -> new ChannelDuplexHandler(),
            (t, from, to, cause) -> states.add(to));
    var hello =
        new HelloHandler(
            profile.hello(ConnectionKind.TUNNEL, InstanceId.NONE),
            welcome -> {
              tunnel.advance(TunnelState.Event.WELCOME);
              return new PendingHandler(tunnel, welcome);
            });
    channel
        .pipeline()
        .addLast(HandlerNames.OUTER_TLS, new ChannelDuplexHandler())
        .addLast(HandlerNames.FRAME_DECODER, new FrameDecoder(Layer.CONTROL))
        .addLast(HandlerNames.FRAME_ENCODER, FrameEncoder.INSTANCE)
        .addLast(HandlerNames.HELLO, hello)
        .addLast(HandlerNames.FAILURE, new FailureHandler(closed::add));
    channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    return channel;
  }

  static ByteBuf bytes(Frame... frames) {
    var encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
    ByteBuf all = Unpooled.buffer();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      ByteBuf encoded = encoder.readOutbound();
      all.writeBytes(encoded);
      encoded.release();
    }
    return all;
  }

  private static ByteBuf dialogue(Role role) {
    return role == Role.ENTRY
        ? bytes(WELCOME, PING, PAIRED, new Frame.Start())
        : bytes(WELCOME, PING, PAIRED);
  }

  private static byte[] written(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next; (next = channel.readOutbound()) != null; ) {
      all.writeBytes(next);
      next.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  /// What an edge says up to the switch, then nothing, or the entry-point's ClientHello.
  private void expectSwitched(Role role, EmbeddedChannel channel, String cut) {
    ByteBuf frames =
        bytes(
            profile(role).hello(ConnectionKind.TUNNEL, InstanceId.NONE),
            new Frame.Pong(77),
            new Frame.Ready());
    byte[] expected = new byte[frames.readableBytes()];
    frames.readBytes(expected);
    byte[] written = written(channel);
    assertArrayEquals(expected, java.util.Arrays.copyOf(written, expected.length), cut);
    if (role == Role.ENTRY) {
      assertTrue(written.length > expected.length + 100, cut);
      assertEquals(TLS_HANDSHAKE_RECORD, written[expected.length], cut);
    } else {
      assertEquals(expected.length, written.length, cut);
    }
    assertEquals(List.of(TunnelState.PENDING, TunnelState.PAIRED), states, cut);
    assertEquals(
        List.of(
            HandlerNames.INNER_TLS,
            HandlerNames.FRAME_ENCODER,
            HandlerNames.SECURING,
            HandlerNames.FAILURE),
        channel.pipeline().names().subList(0, 4),
        cut);
    assertTrue(channel.isOpen(), cut);
  }

  @ParameterizedTest
  @EnumSource
  void cutOnceAtEveryByte(Role role) {
    int length = dialogue(role).readableBytes();
    for (int cut = 0; cut <= length; cut++) {
      EmbeddedChannel channel = connected(role);
      ByteBuf all = dialogue(role);
      channel.writeInbound(all.readRetainedSlice(cut));
      channel.writeInbound(all);
      expectSwitched(role, channel, "cut at " + cut);
    }
  }

  @ParameterizedTest
  @EnumSource
  void byteByByte(Role role) {
    EmbeddedChannel channel = connected(role);
    ByteBuf all = dialogue(role);
    while (all.isReadable()) {
      channel.writeInbound(all.readBytes(1));
    }
    expectSwitched(role, channel, "byte by byte");
  }

  /// The relay must not be able to put words into the far end's mouth: what it sends behind its
  /// last frame, whole or in part, is refused and never becomes the beginning of a frame of L4.
  @ParameterizedTest
  @EnumSource
  void whatTheRelaySendsBehindItsLastFrameIsRefused(Role role) {
    var bind = new Frame.Bind(1, 0, PEER, SELF, 1 << 18, 0, "7");
    int length = bytes(bind).readableBytes();
    for (int extra = 1; extra <= length; extra++) {
      EmbeddedChannel channel = connected(role);
      channel.writeInbound(dialogue(role).writeBytes(bytes(bind), extra));
      assertFalse(channel.isOpen(), "extra " + extra);
      assertEquals(
          List.of("bytes from the relay behind its last frame (expected: none)"),
          closed.stream().map(EndReason::of).toList());
    }
  }

  @Test
  void aReverseProxyTakesNoStart() {
    EmbeddedChannel channel = connected(Role.REVERSE);
    channel.writeInbound(bytes(WELCOME, PAIRED, new Frame.Start()));
    assertFalse(channel.isOpen());
  }

  @Test
  void anEntryPointTakesNothingButStartBehindPaired() {
    for (Frame frame :
        List.of(PING, PAIRED, WELCOME, new Frame.Ready(), new Frame.GoAway(1, 1), PONG)) {
      EmbeddedChannel channel = connected(Role.ENTRY);
      channel.writeInbound(bytes(WELCOME, PAIRED, frame));
      assertFalse(channel.isOpen(), frame.toString());
      assertInstanceOf(ProtocolViolation.class, closed.getFirst());
      assertEquals(
          frame.getClass().getSimpleName() + " after PAIRED", closed.getFirst().getMessage());
    }
  }

  private static final Frame.Pong PONG = new Frame.Pong(1);

  @Test
  void nothingButTheNextStepIsTakenWhilePending() {
    for (Frame frame : List.of(WELCOME, PONG, new Frame.Ready(), new Frame.Start())) {
      EmbeddedChannel channel = connected(Role.ENTRY);
      channel.writeInbound(bytes(WELCOME, frame));
      assertFalse(channel.isOpen(), frame.toString());
      assertEquals(
          frame.getClass().getSimpleName() + " while pending", closed.getFirst().getMessage());
    }
  }

  @Test
  void nothingButWelcomeOrRefusedAnswersHello() {
    for (Frame frame : List.of(PING, PAIRED, new Frame.Start(), new Frame.Demand(1))) {
      EmbeddedChannel channel = connected(Role.ENTRY);
      channel.writeInbound(bytes(frame));
      assertEquals(
          frame.getClass().getSimpleName() + " (expected: Welcome or Refused)",
          closed.getFirst().getMessage());
    }
  }

  @Test
  void refusedIsTheReasonOfTheEnd() {
    EmbeddedChannel channel = connected(Role.ENTRY);
    channel.writeInbound(bytes(new Frame.Refused(RefusalCode.DENIED, 0, "not authorised")));
    assertFalse(channel.isOpen());
    assertEquals("refused by the relay: DENIED (not authorised)", EndReason.of(closed.getFirst()));
  }

  @Test
  void aRelayThatDrainsWhileATunnelIsPendingIsNoFault() {
    EmbeddedChannel channel = connected(Role.ENTRY);
    channel.writeInbound(bytes(WELCOME, new Frame.GoAway(1000, 0)));
    assertFalse(channel.isOpen());
    assertTrue(EndReason.isOrdinary(closed.getFirst()));
  }

  @Test
  void everyStepHasItsTime() {
    expectLate(connected(Role.ENTRY), 10_000, "no WELCOME within 10 s");
    EmbeddedChannel pending = connected(Role.ENTRY);
    pending.writeInbound(bytes(WELCOME));
    expectLate(pending, 25_000, "no PING from the relay in time");
    EmbeddedChannel paired = connected(Role.ENTRY);
    paired.writeInbound(bytes(WELCOME, PAIRED));
    expectLate(paired, 10_000, "no START from the relay in time");
  }

  @Test
  void eachPingGivesThePendingTunnelMoreTime() {
    EmbeddedChannel channel = connected(Role.ENTRY);
    channel.writeInbound(bytes(WELCOME));
    for (int i = 0; i < 5; i++) {
      channel.advanceTimeBy(24_999, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      assertTrue(channel.isOpen());
      channel.writeInbound(bytes(PING));
    }
    expectLate(channel, 25_000, "no PING from the relay in time");
  }

  private void expectLate(EmbeddedChannel channel, long millis, String reason) {
    channel.advanceTimeBy(millis - 1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isOpen(), "too early: " + reason);
    channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen(), reason);
    assertEquals(reason, EndReason.of(closed.getFirst()));
  }
}
