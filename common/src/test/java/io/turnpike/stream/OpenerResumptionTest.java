package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.WHERE;
import static io.turnpike.stream.SecuredTunnels.data;
import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said on the next tunnel at the end that opened the stream, frame by frame.
final class OpenerResumptionTest extends ResumptionFixture {
  private Stream opener() {
    return opener(tunnels.tunnel);
  }

  @Test
  void theOpenerAsksAsSoonAsThereIsATunnel() {
    EmbeddedChannel first = tunnel();
    Stream stream = opener();
    stream.send(text("abc"));
    hear(first, new Frame.Opened(1, WHERE), data(1, 0, "xy"));
    assertEquals(List.of("OPEN 1", "DATA 0 abc"), said(first));
    lose(first);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESUME 1 2"), said(second));
    assertEquals(0, stream.sendable(), "nothing before the answer");
    stream.finish();
    assertEquals(List.of(), said(second));
    hear(second, resume(1, 1), new Frame.Opened(1, WHERE), data(1, 2, "z"));
    assertEquals(List.of("CREDIT 0 " + WINDOW, "DATA 1 bc", "FIN 3"), said(second));
    assertEquals(
        List.of("start", "opened 127.0.0.1:22", "data xy", "batchEnd", "data z", "batchEnd"),
        endpoint.events);
  }

  @Test
  void anOpenThatNeverArrivedIsSentAgainWhole() {
    EmbeddedChannel first = tunnel();
    Stream stream = opener();
    stream.send(text("abc"));
    said(first);
    lose(first);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESUME 1 0"), said(second));
    hear(second, new Frame.Reset(1, ResetCode.NEVER_OPENED));
    assertEquals(List.of("OPEN 1", "CREDIT 0 " + WINDOW, "DATA 0 abc"), said(second));
    lose(second);
    EmbeddedChannel third = tunnel();
    assertEquals(List.of("RESUME 1 0"), said(third));
    hear(third, new Frame.Reset(1, ResetCode.UNKNOWN_STREAM));
    assertEquals("reset UNKNOWN_STREAM", endpoint.events.getLast());
  }

  @Test
  void aNumberThatWasOpenedIsNotOpenedAgain() {
    EmbeddedChannel first = tunnel();
    opener();
    hear(first, new Frame.Opened(1, WHERE));
    lose(first);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESUME 1 0"), said(second));
    hear(second, new Frame.Reset(1, ResetCode.NEVER_OPENED));
    assertEquals("reset NEVER_OPENED", endpoint.events.getLast());
  }

  @Test
  void aResetWithoutATunnelIsToldOnTheNextThatIsThere() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    lose(first);
    EmbeddedChannel second = tunnel();
    streams.getFirst().reset(ResetCode.ABORTED);
    assertEquals(List.of("RESET ABORTED"), said(second));
  }

  @Test
  void aResetThatMayBeLostIsToldAgain() {
    EmbeddedChannel first = tunnel();
    opener();
    streams.getFirst().reset(ResetCode.ABORTED);
    assertEquals("RESET ABORTED", said(first).getLast());
    lose(first);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESET ABORTED"), said(second));
    EmbeddedChannel third = tunnel();
    assertEquals(List.of(), said(third), "the second tunnel is there");
    lose(second);
    assertEquals(List.of("RESET ABORTED"), said(third));
  }

  @Test
  void aResetBeforeThereIsATunnelIsToldWhenThereIsOne() {
    EmbeddedChannel first = tunnel();
    opener();
    lose(first);
    streams.getFirst().reset(ResetCode.ABORTED);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESET ABORTED"), said(second));
  }
}
