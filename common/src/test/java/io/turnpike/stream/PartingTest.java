package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.pings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Transfers that share a tunnel of a long path while another is idle.
final class PartingTest extends ResumptionFixture {
  private static final byte[] MUCH = new byte[(int) BusyStreams.MUCH_BYTES];

  @Test
  void ofTwoThatMoveMuchOneGoesToAnIdleTunnelAlsoOfAnotherLoop() {
    assertEquals(List.of("RESUME 2 0"), saidOnTheIdleTunnel(50, 2));
  }

  @Test
  void ofOneThatMovesMuchNothingMoves() {
    assertEquals(List.of(), saidOnTheIdleTunnel(50, 1));
  }

  @Test
  void onAShortPathTheyStay() {
    assertEquals(List.of(), saidOnTheIdleTunnel(9, 2));
  }

  /// Two streams share a tunnel, and so many of them move much.
  private List<String> saidOnTheIdleTunnel(int roundTripMillis, int busy) {
    EmbeddedChannel shared = answered(roundTripMillis);
    CarryingTunnel tunnel = tunnels.tunnel;
    List<Stream> both = List.of(opener(tunnel), opener(tunnel));
    EmbeddedChannel idle = tunnel();
    tunnel.look();
    both.subList(0, busy).forEach(stream -> stream.send(Unpooled.wrappedBuffer(MUCH)));
    tunnel.look();
    List<String> said = said(idle);
    shared.releaseOutbound();
    return said;
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
}
