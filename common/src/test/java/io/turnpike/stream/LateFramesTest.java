package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.WHERE;
import static io.turnpike.stream.SecuredTunnels.data;
import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What comes late on a tunnel that the far end has left: it changes nothing. [LossyTunnelsTest]
/// found these.
final class LateFramesTest extends ResumptionFixture {
  @Test
  void anOpenThatWasTakenForLostOpensNothing() {
    EmbeddedChannel first = tunnel();
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    assertEquals(List.of("RESET NEVER_OPENED"), said(second));
    hear(first, open(1), data(1, 0, "late"));
    assertEquals(0, streams.size());
    hear(second, open(1), data(1, 0, "again"));
    assertEquals(List.of("start", "data again", "batchEnd"), endpoint.events);
  }

  @Test
  void anOpenMayBeSaidOnTheTunnelThatAskedLast() {
    EmbeddedChannel second = tunnel();
    EmbeddedChannel third = tunnel();
    Frame.Resume early = resume(1, 0);
    hear(third, resume(1, 0));
    hear(second, early);
    assertEquals(List.of("RESET NEVER_OPENED"), said(third));
    assertEquals(List.of(), said(second));
    hear(third, open(1));
    hear(second, early);
    assertEquals(List.of(), said(second));
    assertEquals(1, streams.size());
  }

  @Test
  void aResumeThatIsLateTakesNoStreamAway() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), data(1, 0, "ab"));
    EmbeddedChannel second = tunnel();
    EmbeddedChannel third = tunnel();
    Frame.Resume early = resume(1, 0);
    hear(third, resume(1, 0));
    assertEquals(List.of("RESUME 1 2", "CREDIT 0 " + WINDOW), said(third));
    hear(second, early);
    assertEquals(List.of(), said(second));
    hear(third, data(1, 2, "cd"));
    assertTrue(endpoint.events.contains("data cd"), endpoint.events.toString());
  }

  @Test
  void anAnswerThatIsLateEndsNothing() {
    EmbeddedChannel first = tunnel();
    tunnels.tunnel.claim();
    tunnels.tunnel.open(
        9,
        WHERE,
        WHERE,
        stream -> {
          streams.add(stream);
          return endpoint;
        });
    lose(first);
    EmbeddedChannel second = tunnel();
    assertEquals(List.of("RESUME 1 0"), said(second));
    EmbeddedChannel third = tunnel();
    hear(
        second,
        new Frame.GoAway(0, 0),
        new Frame.Resume(1, 9, 1, 0),
        new Frame.Reset(1, ResetCode.NEVER_OPENED));
    assertEquals(List.of(), said(second));
    assertEquals(List.of("RESUME 1 0"), said(third));
    hear(third, new Frame.Resume(1, 9, 2, 0), new Frame.Opened(1, WHERE), data(1, 0, "ab"));
    assertTrue(endpoint.events.contains("data ab"), endpoint.events.toString());
  }

  @Test
  void bytesForAStreamThatEndsOnAnotherLoopBreakNothing() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    lose(first);
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    second.writeInbound(SecuredTunnels.bytes(data(1, 0, "crosses"))); // goes to the stream's loop
    streams.getFirst().reset(ResetCode.ABORTED);
    run();
    assertEquals(List.of(), tunnels.failures);
    assertTrue(second.isOpen());
  }

  @Test
  void aNumberThatWasGivenUpIsNotOpened() {
    EmbeddedChannel first = tunnel();
    EmbeddedChannel second = tunnel();
    hear(second, new Frame.Reset(1, ResetCode.ABORTED));
    hear(first, open(1), data(1, 0, "late"));
    assertEquals(0, streams.size());
  }

  @Test
  void soManyNumbersMayBeAskedFor() {
    var numbers = new OpenedNumbers();
    for (int number = 1; number <= 1 << 14; number++) {
      assertEquals(Optional.of(ResetCode.NEVER_OPENED), numbers.ask(number, this, 1));
    }
    assertEquals(Optional.of(ResetCode.UNKNOWN_STREAM), numbers.ask((1 << 14) + 1, this, 1));
    assertEquals(1, numbers.open(1, this));
    assertEquals(Optional.of(ResetCode.NEVER_OPENED), numbers.ask((1 << 14) + 2, this, 1));
  }
}
