package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.relay.RelayConnections.Connection;
import io.turnpike.tunnel.HandlerNames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The relay's side of the dialogues of `protocol.md` §4, with L1 left out, cut at every byte.
final class RelayDialogueTest {
  private static final String WELCOME =
      ByteBufUtil.hexDump(RelayConnections.encode(new Frame.Welcome(1, 0, 18_000)));

  private final RelayConnections relay = new RelayConnections();

  @AfterEach
  void release() {
    relay.close();
  }

  /// Delivers bytes in two parts.
  private record Cut(int at) {
    void deliver(EmbeddedChannel channel, ByteBuf bytes) {
      channel.writeInbound(bytes.readRetainedSlice(Math.min(at, bytes.readableBytes())));
      channel.writeInbound(bytes);
    }
  }

  /// One whole tunnel, each side's bytes cut at `cut`, and whatever it gives to see.
  private String outcome(Cut cut) {
    Connection entry = relay.connect();
    Connection reverse = relay.connect();
    cut.deliver(entry.channel(), relay.bytes(relay.hello(Role.ENTRY)));
    cut.deliver(reverse.channel(), relay.bytes(relay.hello(Role.REVERSE)));
    relay.run();
    cut.deliver(reverse.channel(), relay.bytes(new Frame.Pong(1), new Frame.Ready()));
    cut.deliver(entry.channel(), relay.bytes(new Frame.Pong(1), new Frame.Ready()));
    relay.run();
    cut.deliver(entry.channel(), Unpooled.copiedBuffer("client hello".getBytes()));
    cut.deliver(reverse.channel(), Unpooled.copiedBuffer("server hello".getBytes()));
    relay.run();
    String seen =
        entry.written()
            + " | "
            + reverse.written()
            + " | "
            + entry.channel().pipeline().names()
            + reverse.channel().pipeline().names();
    entry.channel().close();
    relay.run();
    return seen + " | " + reverse.channel().isOpen() + relay.closed();
  }

  @Test
  void aTunnelCutOnceAtEveryByteHasTheSameOutcome() {
    String expected = withoutId(outcome(new Cut(0)));
    assertTrue(expected.contains(ByteBufUtil.hexDump("server hello".getBytes())), expected);
    assertTrue(expected.contains("[forwarder, failure"), expected);
    int longest = relay.bytes(relay.hello(Role.REVERSE)).readableBytes();
    for (int at = 1; at <= longest; at++) {
      String seen = withoutId(outcome(new Cut(at)));
      assertEquals(expected, seen, "cut at " + at);
    }
  }

  /// PAIRED carries a running number.
  private static String withoutId(String written) {
    return written.replaceAll("0000188300000000[0-9a-f]{16}", "paired ");
  }

  @Test
  void aTunnelByteByByteIsPairedAndForwards() {
    Connection entry = relay.connect();
    Connection reverse = relay.connect();
    for (Connection end : List.of(entry, reverse)) {
      byteByByte(end, relay.hello(end == entry ? Role.ENTRY : Role.REVERSE), new Frame.Pong(1));
    }
    relay.run();
    byteByByte(entry, new Frame.Ready());
    byteByByte(reverse, new Frame.Ready());
    relay.run();
    assertEquals(
        List.of(HandlerNames.FORWARDER, HandlerNames.FAILURE),
        entry.channel().pipeline().names().subList(0, 2));
    assertEquals(1, relay.pairings.pairs());
  }

  private void byteByByte(Connection end, Frame... frames) {
    ByteBuf bytes = relay.bytes(frames);
    while (bytes.isReadable()) {
      end.channel().writeInbound(bytes.readBytes(1));
    }
    bytes.release();
  }

  /// The entry-point gets START, the reverse-proxy nothing: its side was switched before.
  @Test
  void onlyTheEntryPointIsToldToStart() {
    Connection entry = relay.connect();
    Connection reverse = relay.connect();
    relay.pair(entry, reverse);
    entry.written();
    reverse.written();
    reverse.send(new Frame.Ready());
    relay.run();
    assertEquals("", entry.written());
    entry.send(new Frame.Ready());
    relay.run();
    assertEquals("0000008500000000", entry.written());
    assertEquals("", reverse.written());
  }

  /// The far end must not be able to put words into the relay's mouth.
  @ParameterizedTest
  @EnumSource
  void whatFollowsReadyBeforeTheSwitchIsRefused(Role role) {
    int whole = relay.bytes(new Frame.Start()).readableBytes();
    for (int extra = 1; extra <= whole; extra++) {
      Connection entry = relay.connect();
      Connection reverse = relay.connect();
      relay.pair(entry, reverse);
      Connection hostile = role == Role.ENTRY ? entry : reverse;
      Connection honest = role == Role.ENTRY ? reverse : entry;
      honest.written();
      honest.send(new Frame.Ready());
      hostile
          .channel()
          .writeInbound(
              relay.bytes(new Frame.Ready()).writeBytes(relay.bytes(new Frame.Start()), extra));
      relay.run();
      assertFalse(hostile.channel().isOpen(), "extra " + extra);
      assertFalse(honest.channel().isOpen(), "extra " + extra);
      assertFalse(honest.written().contains("00000085" + "00000000" + "00"), "extra " + extra);
      assertEquals(0, relay.pairings.pairs());
    }
  }

  @Test
  void aStrangerIsToldNothingButThatItIsDenied() {
    Connection stranger = relay.connect(relay.stranger);
    stranger.send(relay.hello(Role.ENTRY), relay.hello(Role.ENTRY));
    relay.run();
    var refused = new Frame.Refused(RefusalCode.DENIED, 0, "not authorised");
    assertEquals(ByteBufUtil.hexDump(relay.bytes(refused)), stranger.written());
    assertFalse(stranger.channel().isOpen());
  }

  @Test
  void aSecondHelloIsAViolationAndSaysSo() {
    Connection edge = relay.connect();
    edge.send(relay.hello(Role.ENTRY));
    edge.written();
    edge.send(relay.hello(Role.ENTRY));
    var refused = new Frame.Refused(RefusalCode.PROTOCOL, 0, "Hello while pending");
    assertEquals(ByteBufUtil.hexDump(relay.bytes(refused)), edge.written());
    assertFalse(edge.channel().isOpen());
    assertEquals(List.of("Hello while pending"), relay.closed());
    assertEquals(0, relay.pairings.waiting());
  }

  @Test
  void whateverElseThanHelloComesFirstIsRefused() {
    for (Frame frame :
        List.of(new Frame.Ping(1), new Frame.Pong(1), new Frame.Ready(), new Frame.Start())) {
      Connection edge = relay.connect();
      edge.send(frame);
      assertFalse(edge.channel().isOpen());
      assertEquals(
          List.of(frame.getClass().getSimpleName() + " (expected: Hello)"), relay.closed());
    }
  }

  @Test
  void theEdgeHasTenSecondsForHello() {
    Connection silent = relay.connect();
    silent.advance(9_999);
    assertTrue(silent.channel().isOpen());
    silent.advance(2);
    assertFalse(silent.channel().isOpen());
    var refused = new Frame.Refused(RefusalCode.TIMEOUT, 0, "no HELLO within 10 s");
    assertEquals(ByteBufUtil.hexDump(relay.bytes(refused)), silent.written());
    assertEquals(List.of("no HELLO within 10 s"), relay.closed());
  }

  @Test
  void aFrameThatIsNeverFinishedDoesNotWinTime() {
    Connection slow = relay.connect();
    ByteBuf hello = relay.bytes(relay.hello(Role.ENTRY));
    for (int i = 0; i < 10; i++) {
      slow.channel().writeInbound(hello.readBytes(1));
      slow.advance(1001);
    }
    hello.release();
    assertFalse(slow.channel().isOpen());
    assertEquals(List.of("no HELLO within 10 s"), relay.closed());
  }

  @Test
  void anEdgeThatIsNotReadyInTimeCostsItsPartnerTheTunnel() {
    Connection entry = relay.connect();
    Connection reverse = relay.connect();
    relay.pair(entry, reverse);
    entry.send(new Frame.Ready());
    reverse.advance(10_001);
    relay.run();
    assertFalse(reverse.channel().isOpen());
    assertFalse(entry.channel().isOpen());
    assertEquals(0, relay.pairings.pairs());
  }

  @Test
  void aPendingEdgeThatDoesNotAnswerPingIsClosed() {
    Connection mute = relay.connect();
    mute.send(relay.hello(Role.ENTRY));
    mute.advance(TimeUnit.SECONDS.toMillis(10) + 1);
    assertFalse(mute.channel().isOpen());
    assertEquals(List.of("no PONG from the edge in time"), relay.closed());
    assertEquals(0, relay.pairings.waiting());
  }

  /// Its line may have been written a moment ago.
  @Test
  void aStrangerIsJudgedAgainWhenTheKeyFilesAreKnown() {
    relay.caughtUp = new CompletableFuture<>();
    Connection late = relay.connect(relay.stranger);
    Connection other = relay.connect(relay.other);
    late.send(relay.hello(Role.ENTRY));
    other.send(relay.hello(Role.ENTRY), new Frame.Pong(1));
    assertEquals("", late.written() + other.written());
    relay.authority.replace(AuthorizedKeys.none().withUnrestricted(relay.stranger));
    relay.caughtUp.complete(null);
    relay.run();
    assertEquals(WELCOME, late.written().substring(0, WELCOME.length()));
    assertEquals(
        ByteBufUtil.hexDump(
            relay.bytes(new Frame.Refused(RefusalCode.DENIED, 0, Gate.NOT_AUTHORISED))),
        other.written());
    assertFalse(other.channel().isOpen());
  }

  @Test
  void aStrangerThatLeavesMeanwhileIsNotJudgedAgain() {
    relay.caughtUp = new CompletableFuture<>();
    Connection stranger = relay.connect(relay.stranger);
    stranger.send(relay.hello(Role.ENTRY));
    stranger.channel().close();
    relay.authority.replace(AuthorizedKeys.none().withUnrestricted(relay.stranger));
    relay.caughtUp.complete(null);
    relay.run();
    assertEquals("", stranger.written());
    assertEquals(0, relay.pairings.waiting());
  }
}
