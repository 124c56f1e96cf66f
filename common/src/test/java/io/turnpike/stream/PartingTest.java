package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.WHERE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.Layer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Transfers that share a tunnel of a long path while another is idle.
final class PartingTest extends ResumptionFixture {
  private static final byte[] MUCH = new byte[(int) BusyStreams.MUCH_BYTES];

  @Test
  void ofTwoThatMoveMuchOneGoesToAnIdleTunnelAlsoOfAnotherLoop() {
    EmbeddedChannel shared = answered(50);
    CarryingTunnel tunnel = tunnels.tunnel;
    Stream one = opener(tunnel);
    Stream other = opener(tunnel);
    EmbeddedChannel idle = tunnel();
    tunnel.look();
    move(one, other);
    tunnel.look();
    assertEquals(List.of("RESUME 2 0"), said(idle));
    forget(shared);
  }

  @Test
  void ofOneThatMovesMuchNothingMoves() {
    EmbeddedChannel shared = answered(50);
    CarryingTunnel tunnel = tunnels.tunnel;
    Stream one = opener(tunnel);
    opener(tunnel);
    EmbeddedChannel idle = tunnel();
    tunnel.look();
    move(one);
    tunnel.look();
    assertEquals(List.of(), said(idle));
    forget(shared);
  }

  @Test
  void onAShortPathTheyStay() {
    EmbeddedChannel shared = answered(9);
    CarryingTunnel tunnel = tunnels.tunnel;
    Stream one = opener(tunnel);
    Stream other = opener(tunnel);
    EmbeddedChannel idle = tunnel();
    tunnel.look();
    move(one, other);
    tunnel.look();
    assertEquals(List.of(), said(idle));
    forget(shared);
  }

  /// The quickest of the first answers says how long the path is, and they are asked for at once.
  @Test
  void theFirstAnswerOfAColdProgramDoesNotMakeAPathLong() {
    EmbeddedChannel channel = answered(50);
    answer(channel, 3);
    answer(channel, 20);
    assertEquals(3, roundTripMillis(tunnels.tunnel));
    assertTrue(pings(channel).isEmpty(), "three are enough");
  }

  @Test
  void aTunnelThatSawOnlySlowAnswersIsAsShortAsTheOthersOfItsPath() {
    EmbeddedChannel first = answered(2);
    EmbeddedChannel second = answered(60);
    CarryingTunnel late = tunnels.tunnel;
    assertEquals(2, roundTripMillis(late));
    lose(first);
    answer(second, 70);
    assertEquals(60, roundTripMillis(late));
  }

  private static long roundTripMillis(CarryingTunnel tunnel) {
    return TimeUnit.NANOSECONDS.toMillis(tunnel.roundTripNanos());
  }

  /// A tunnel whose first PING is answered after so long.
  private EmbeddedChannel answered(int millis) {
    EmbeddedChannel channel = tunnel();
    channel.freezeTime();
    answer(channel, millis);
    return channel;
  }

  private void answer(EmbeddedChannel channel, int millis) {
    Frame.Ping ping = pings(channel).getFirst();
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    hear(channel, new Frame.Pong(ping.token()));
  }

  private static List<Frame.Ping> pings(EmbeddedChannel channel) {
    channel.runPendingTasks();
    var decoder = new EmbeddedChannel(new FrameDecoder(Layer.STREAMS));
    for (ByteBuf out; (out = channel.readOutbound()) != null; ) {
      decoder.writeInbound(out);
    }
    return decoder.inboundMessages().stream()
        .filter(Frame.Ping.class::isInstance)
        .map(Frame.Ping.class::cast)
        .toList();
  }

  private Stream opener(CarryingTunnel tunnel) {
    tunnel.claim();
    assertTrue(
        tunnel.open(
            9,
            WHERE,
            WHERE,
            stream -> {
              streams.add(stream);
              return endpoint;
            }));
    return streams.getLast();
  }

  private static void move(Stream... streams) {
    for (Stream stream : streams) {
      stream.send(Unpooled.wrappedBuffer(MUCH));
    }
  }

  private static void forget(EmbeddedChannel channel) {
    channel.releaseOutbound();
  }
}
