package io.turnpike.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamTest {
  private static final Endpoint WHERE = new Endpoint("127.0.0.1", 22);
  private static final StreamSettings SETTINGS = new StreamSettings(1024, 4096, 8192, 1 << 20, 0);

  private final RecordingTunnel tunnel = new RecordingTunnel();
  private final RecordingEndpoint endpoint = new RecordingEndpoint();
  private final Sessions sessions = new Sessions(SETTINGS);
  private final Session session =
      sessions.join(new Session.Key(new InstanceId(1, 2), "SHA256:peer"), 0);

  private Stream stream(boolean opener) {
    var start = new Stream.Start(opener, stream -> endpoint);
    return new Stream(new Frame.Open(7, 9, WHERE, WHERE), start, tunnel, 1024, session);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private static Frame.Data data(long offset, int length) {
    return new Frame.Data(7, offset, Unpooled.wrappedBuffer(new byte[length]));
  }

  @Test
  void openerSendsDataBeforeOpened() {
    Stream stream = stream(true);
    stream.send(bytes("hello"));
    stream.on(new Frame.Opened(7, WHERE));
    assertEquals(List.of("opened 127.0.0.1:22"), endpoint.events);
    assertTrue(tunnel.written.getFirst() instanceof Frame.Data sent && sent.offset() == 0);
  }

  @Test
  void largeBuffersAreCutIntoFullFramesWithRunningOffsets() {
    var wide =
        new Stream(
            new Frame.Open(7, 9, WHERE, WHERE),
            new Stream.Start(true, s -> endpoint),
            tunnel,
            1 << 20,
            session);
    wide.send(Unpooled.wrappedBuffer(new byte[2 * Frame.Data.MAX_BYTES + 1]));
    long[] offsets = tunnel.written.stream().mapToLong(f -> ((Frame.Data) f).offset()).toArray();
    int[] lengths =
        tunnel.written.stream().mapToInt(f -> ((Frame.Data) f).bytes().readableBytes()).toArray();
    org.junit.jupiter.api.Assertions.assertArrayEquals(new long[] {0, 16_368, 32_736}, offsets);
    org.junit.jupiter.api.Assertions.assertArrayEquals(new int[] {16_368, 16_368, 1}, lengths);
  }

  @Test
  void sendableIsCreditAndIsToldWhenItReturns() {
    Stream stream = stream(true);
    assertEquals(1024, stream.sendable());
    stream.send(Unpooled.wrappedBuffer(new byte[1024]));
    assertEquals(0, stream.sendable());
    stream.on(new Frame.Credit(7, 512, 1536));
    assertEquals(List.of("sendable"), endpoint.events);
    assertEquals(512, stream.sendable());
  }

  @Test
  void sendableIsNothingWhileTheTunnelIsFull() {
    Stream stream = stream(true);
    tunnel.writable = false;
    assertEquals(0, stream.sendable());
    tunnel.writable = true;
    stream.tunnelWritable();
    assertEquals(List.of("sendable"), endpoint.events);
    stream.tunnelWritable();
    assertEquals(List.of("sendable"), endpoint.events);
  }

  @Test
  void creditIsSentWhenHalfOfTheWindowIsConsumed() {
    Stream stream = stream(false);
    stream.on(data(0, 1024));
    stream.consumed(511);
    assertTrue(tunnel.written.isEmpty());
    stream.consumed(1);
    assertEquals(List.of(new Frame.Credit(7, 512, 512 + 1024)), tunnel.written);
  }

  @Test
  void dataBeyondCreditOrOutOfPlaceIsAViolation() {
    assertThrows(ProtocolViolation.class, () -> stream(false).on(data(0, 1025)));
    assertThrows(ProtocolViolation.class, () -> stream(false).on(data(1, 1)));
    Stream stream = stream(false);
    stream.on(data(0, 1024));
    assertThrows(ProtocolViolation.class, () -> stream.on(data(1024, 1)));
    assertThrows(ProtocolViolation.class, () -> stream.on(data(1023, 1)));
  }

  @Test
  void creditThatGoesBackOrBeyondWhatWasSentIsAViolation() {
    Stream stream = stream(true);
    stream.send(bytes("hello"));
    assertThrows(ProtocolViolation.class, () -> stream.on(new Frame.Credit(7, 6, 2000)));
    assertThrows(ProtocolViolation.class, () -> stream.on(new Frame.Credit(7, 5, 1023)));
    stream.on(new Frame.Credit(7, 5, 2000));
    assertThrows(ProtocolViolation.class, () -> stream.on(new Frame.Credit(7, 4, 2000)));
  }

  @Test
  void finInBothDirectionsEndsTheStreamAndNothingIsSentBehind() {
    Stream stream = stream(false);
    stream.opened(WHERE);
    stream.on(data(0, 3));
    stream.on(new Frame.Fin(7, 3));
    assertFalse(stream.isEnded());
    stream.send(bytes("ok"));
    stream.finish();
    assertTrue(stream.isEnded());
    assertEquals(List.of(stream), tunnel.ended);
    int written = tunnel.written.size();
    stream.reset(ResetCode.ABORTED);
    stream.consumed(3);
    ByteBuf late = bytes("late");
    stream.send(late);
    assertEquals(0, late.refCnt());
    assertEquals(written, tunnel.written.size());
    assertEquals(new Frame.Fin(7, 2), tunnel.written.getLast());
  }

  @Test
  void finAtAnotherOffsetIsAViolation() {
    Stream stream = stream(false);
    stream.on(data(0, 3));
    assertThrows(ProtocolViolation.class, () -> stream.on(new Frame.Fin(7, 2)));
    assertThrows(ProtocolViolation.class, () -> stream.on(new Frame.Fin(7, 4)));
  }

  @Test
  void dataBehindFinIsAViolation() {
    Stream stream = stream(false);
    stream.on(new Frame.Fin(7, 0));
    assertThrows(ProtocolViolation.class, () -> stream.on(data(0, 1)));
  }

  @Test
  void openerTakesNeitherDataNorFinBeforeOpened() {
    assertThrows(ProtocolViolation.class, () -> stream(true).on(data(0, 1)));
    assertThrows(ProtocolViolation.class, () -> stream(true).on(new Frame.Fin(7, 0)));
  }

  @Test
  void acceptorTakesNoOpened() {
    assertThrows(ProtocolViolation.class, () -> stream(false).on(new Frame.Opened(7, WHERE)));
  }

  @Test
  void resetFromTheFarEndReachesTheEndpointOnceAndIsNotAnswered() {
    Stream stream = stream(true);
    stream.on(new Frame.Reset(7, ResetCode.REFUSED));
    stream.end(ResetCode.TUNNEL_LOST);
    assertEquals(List.of("reset REFUSED"), endpoint.events);
    assertTrue(tunnel.written.isEmpty());
    assertEquals(1, tunnel.ended.size());
  }

  @Test
  void resetOfTheSocketIsSentOnceAndNotToldBack() {
    Stream stream = stream(true);
    stream.reset(ResetCode.ABORTED);
    stream.reset(ResetCode.ABORTED);
    assertEquals(List.of(new Frame.Reset(7, ResetCode.ABORTED)), tunnel.written);
    assertTrue(endpoint.events.isEmpty());
  }

  @Test
  void lostTunnelIsAResetAndNeverAFin() {
    Stream stream = stream(true);
    stream.on(new Frame.Opened(7, WHERE));
    stream.end(ResetCode.TUNNEL_LOST);
    assertEquals(List.of("opened 127.0.0.1:22", "reset TUNNEL_LOST"), endpoint.events);
  }

  @Test
  void resumeIsRefused() {
    Stream stream = stream(false);
    stream.on(new Frame.Resume(7, 9, 1, 0));
    assertEquals(List.of(new Frame.Reset(7, ResetCode.UNKNOWN_STREAM)), tunnel.written);
    assertEquals(List.of("reset UNKNOWN_STREAM"), endpoint.events);
  }

  @Test
  void grownWindowIsGivenBackAtTheEnd() {
    Stream stream = stream(false);
    var window = stream.receiving();
    window.receive(0, 1024);
    window.consume(512, System.nanoTime(), Long.MAX_VALUE / 4);
    assertEquals(2048, window.windowBytes());
    assertEquals(1024, session.budget().grownBytes());
    stream.end(ResetCode.TUNNEL_LOST);
    assertEquals(0, session.budget().grownBytes());
  }

  @Test
  void streamIsCountedOnceAsASenderOfAPassAndSharesWithTheOthers() {
    Stream stream = stream(true);
    assertEquals(16, stream.share(16));
    stream.send(bytes("a"));
    stream.send(bytes("b"));
    assertEquals(16, stream.share(16));
    tunnel.senders.count(-1);
    assertEquals(8, stream.share(16));
    tunnel.senders.nextPass();
    stream.send(bytes("c"));
    assertEquals(8, stream.share(16));
    for (int other = 0; other < 40; other++) {
      tunnel.senders.count(-1);
    }
    assertEquals(1, stream.share(16));
  }
}
