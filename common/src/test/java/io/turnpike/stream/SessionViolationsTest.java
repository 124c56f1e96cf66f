package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.BIND;
import static io.turnpike.stream.SecuredTunnels.PEER;
import static io.turnpike.stream.SecuredTunnels.SELF;
import static io.turnpike.stream.SecuredTunnels.WHERE;
import static io.turnpike.stream.SecuredTunnels.bytes;
import static io.turnpike.stream.SecuredTunnels.data;
import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ResetCode;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a peer that L3 has let in may not say: the tunnel is closed, its streams are reset.
final class SessionViolationsTest {
  private final SecuredTunnels tunnels = new SecuredTunnels();

  @AfterEach
  void release() {
    tunnels.close();
  }

  /// Sends BIND and `frames`; the last of them must end the tunnel, for `reason`.
  private void refuses(String reason, Frame... frames) {
    refuses(tunnels.secured(), reason, frames);
  }

  private void refuses(EmbeddedChannel channel, String reason, Frame... frames) {
    channel.writeInbound(bytes(BIND));
    for (int i = 0; i < frames.length; i++) {
      assertTrue(channel.isOpen(), "closed before " + frames[i]);
      channel.writeInbound(bytes(frames[i]));
    }
    assertEquals(List.of("ProtocolViolation: " + reason), tunnels.failures);
    assertFalse(channel.isOpen());
    for (RecordingEndpoint endpoint : tunnels.endpoints) {
      assertEquals("reset TUNNEL_LOST", endpoint.events.getLast());
    }
    assertEquals(0, tunnels.sessions.count());
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
    EmbeddedChannel channel = tunnels.secured();
    channel.writeInbound(bytes(BIND, open(1)));
    long window = StreamSettings.DEFAULT.initialWindowBytes();
    for (long offset = 0; offset < window; offset += 16_384 / 2) {
      channel.writeInbound(bytes(data(1, offset, "x".repeat(8192))));
    }
    assertTrue(channel.isOpen());
    channel.writeInbound(bytes(data(1, window, "x")));
    assertEquals(
        List.of("ProtocolViolation: DATA 262144 + 1 (expected: offset 262144, end at most 262144)"),
        tunnels.failures);
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
    refuses(tunnels.secured(StreamAcceptor.NONE), "OPEN from the reverse-proxy", open(1));
  }

  @Test
  void resumeIsAnsweredAndEndsNothing() {
    EmbeddedChannel channel = tunnels.secured();
    channel.writeInbound(
        bytes(BIND, open(1), new Frame.Resume(1, 9, 1, 0), new Frame.Resume(8, 9, 1, 0)));
    channel.writeInbound(bytes(open(2)));
    assertTrue(channel.isOpen());
    assertEquals(List.of("start", "reset UNKNOWN_STREAM"), tunnels.endpoints.get(0).events);
    assertEquals(1, tunnels.tunnel.load());
  }

  @Test
  void whatFollowsAViolationIsNotLookedAt() {
    EmbeddedChannel channel = tunnels.secured();
    channel.writeInbound(bytes(BIND, open(1), BIND, open(2), data(1, 0, "x"), data(2, 0, "x")));
    assertEquals(1, tunnels.endpoints.size());
    assertEquals(List.of("start", "reset TUNNEL_LOST"), tunnels.endpoints.getFirst().events);
    assertEquals("ProtocolViolation: BIND again", tunnels.failures.getFirst());
  }

  @Test
  void aPeerThatAsksAndNeverReadsTheAnswersIsClosed() {
    EmbeddedChannel channel = tunnels.secured();
    channel.writeInbound(bytes(BIND));
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (int i = 0; i < 1000; i++) {
      channel.writeInbound(bytes(i % 2 == 0 ? new Frame.Ping(i) : new Frame.Resume(5, 1, 1, 0)));
    }
    assertTrue(channel.isOpen());
    channel.writeInbound(bytes(new Frame.Ping(1)));
    assertEquals(
        List.of("ProtocolViolation: the peer asks and does not read the answers"),
        tunnels.failures);
  }

  @Test
  void aPeerThatAsksALotAndReadsIsAnswered() {
    EmbeddedChannel channel = tunnels.secured();
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
    expectBindRefused(
        "BIND version 2 (expected: 1)", new Frame.Bind(2, 0, PEER, SELF, 1 << 18, 0, "7"));
    String expected = " (expected: from " + PEER + " to " + SELF + ")";
    expectBindRefused(
        "BIND from " + other + " to " + SELF + expected,
        new Frame.Bind(1, 0, other, SELF, 1 << 18, 0, "7"));
    expectBindRefused(
        "BIND from " + PEER + " to " + other + expected,
        new Frame.Bind(1, 0, PEER, other, 1 << 18, 0, "7"));
    expectBindRefused(
        "BIND for group \"8\" (expected: \"7\")",
        new Frame.Bind(1, 0, PEER, SELF, 1 << 18, 0, "8"));
    expectBindRefused("Open before BIND", open(1));
    expectBindRefused("Data before BIND", data(1, 0, "x"));
    expectBindRefused("Ping before BIND", new Frame.Ping(1));
  }

  private void expectBindRefused(String reason, Frame first) {
    EmbeddedChannel channel = tunnels.secured();
    channel.writeInbound(bytes(first));
    assertEquals(List.of("ProtocolViolation: " + reason), tunnels.failures);
    assertFalse(channel.isOpen());
  }

  @Test
  void aTunnelWithoutBindIsClosedAfterTenSeconds() {
    EmbeddedChannel channel = tunnels.secured();
    channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(List.of("ProtocolViolation: no BIND within 10 s"), tunnels.failures);
  }

  @Test
  void anInstanceNeverHasTwoIdentities() {
    tunnels.secured().writeInbound(bytes(BIND));
    EmbeddedChannel channel = tunnels.secured(StreamAcceptor.NONE, "SHA256:somebody else");
    channel.writeInbound(bytes(BIND));
    assertEquals(
        List.of(
            "ProtocolViolation: instance "
                + PEER
                + " with identity SHA256:somebody else (expected: SHA256:peer)"),
        tunnels.failures);
    assertEquals(1, tunnels.sessions.count());
  }

  /// Frames that were damaged: whatever happens, it is no fault of this end.
  @Test
  void damagedFramesAreNeverAFaultOfThisEnd() {
    var random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      EmbeddedChannel channel = tunnels.secured();
      ByteBuf all =
          bytes(
              BIND,
              open(1),
              data(1, 0, "hello"),
              new Frame.Credit(1, 0, 1 << 19),
              new Frame.Fin(1, 5),
              new Frame.Ping(5),
              open(2),
              new Frame.Reset(2, ResetCode.ABORTED));
      int bind = bytes(BIND).readableBytes();
      for (int damages = 1 + random.nextInt(4); damages > 0; damages--) {
        int at = bind + random.nextInt(all.readableBytes() - bind);
        all.setByte(at, random.nextInt(256));
      }
      channel.writeInbound(all);
      for (String failure : tunnels.failures) {
        assertTrue(
            failure.startsWith("ProtocolViolation: ") || failure.startsWith("Stackless"), failure);
      }
      channel.finishAndReleaseAll();
    }
  }
}
