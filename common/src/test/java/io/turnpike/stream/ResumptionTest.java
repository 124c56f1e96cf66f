package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.WHERE;
import static io.turnpike.stream.SecuredTunnels.data;
import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What is said on the next tunnel at the end that accepted the stream, frame by frame.
final class ResumptionTest extends ResumptionFixture {
  @Test
  void theAcceptorGoesOnWhereBothEndsSay() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), data(1, 0, "hello"));
    Stream stream = streams.getFirst();
    stream.opened(WHERE);
    stream.consumed(5);
    stream.send(text("abc"));
    stream.send(text("def"));
    assertEquals(List.of("OPENED", "DATA 0 abc", "DATA 3 def"), said(first));
    lose(first);
    stream.send(text("ghi")); // was read before the loss was known
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 2));
    assertEquals(
        List.of("RESUME 1 5", "OPENED", "CREDIT 5 " + (WINDOW + 5), "DATA 2 cdefghi"),
        said(second));
    hear(second, data(1, 5, "world"));
    assertEquals(
        List.of("start", "data hello", "batchEnd", "data world"), endpoint.events.subList(0, 4));
  }

  @Test
  void aFinThatDidNotArriveIsSaidAgain() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), new Frame.Fin(1, 0));
    Stream stream = streams.getFirst();
    stream.opened(WHERE);
    stream.send(text("bye"));
    stream.finish();
    assertEquals(List.of("OPENED", "DATA 0 bye", "FIN 3"), said(first));
    lose(first);
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    assertEquals(
        List.of("RESUME 1 1", "OPENED", "CREDIT 1 " + WINDOW, "DATA 0 bye", "FIN 3"), said(second));
    lose(second);
    EmbeddedChannel third = tunnel();
    hear(third, resume(1, 4)); // has the FIN
    assertEquals(List.of("RESUME 1 1", "OPENED", "CREDIT 1 " + WINDOW), said(third));
    hear(third, new Frame.Credit(1, 4, WINDOW + 4));
    hear(third, resume(1, 4)); // over, and forgotten
    assertEquals(List.of("RESET UNKNOWN_STREAM"), said(third));
  }

  @Test
  void aStreamIsNotTakenFromAnotherConnection() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    hear(first, new Frame.Resume(2, 9, 1, 0));
    assertEquals(List.of("RESET NEVER_OPENED"), said(first));
    EmbeddedChannel second = tunnel();
    hear(second, new Frame.Resume(1, 8, 1, 0));
    assertEquals(List.of("RESET UNKNOWN_STREAM"), said(second));
  }

  @Test
  void aNumberIsDialledForOnce() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    streams.getFirst().reset(ResetCode.REFUSED);
    said(first);
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    assertEquals(List.of("RESET UNKNOWN_STREAM"), said(second));
    hear(second, open(1), data(1, 0, "late"));
    assertEquals(1, streams.size());
    assertEquals(List.of(), said(second));
    assertTrue(second.isOpen());
  }

  @Test
  void aStreamMayBeAskedForBeforeItsLossIsKnown() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), data(1, 0, "ab"));
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    hear(first, data(1, 2, "stale"));
    hear(second, data(1, 2, "cd"));
    lose(first);
    hear(second, data(1, 4, "ef"));
    assertEquals(
        List.of("data ab", "data cd", "data ef"),
        endpoint.events.stream().filter(e -> e.startsWith("data")).toList());
  }

  @Test
  void askingForBytesThatWereLetGoOfIsAViolation() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    streams.getFirst().opened(WHERE);
    streams.getFirst().send(text("abc"));
    run();
    hear(first, new Frame.Credit(1, 3, WINDOW + 3));
    lose(first);
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 2));
    assertEquals(
        "ProtocolViolation: RESUME from 2 (expected: at least 3)", tunnels.failures.getFirst());
    assertEquals("reset TUNNEL_LOST", endpoint.events.getLast());
  }

  @Test
  void aFarEndThatNeverAcknowledgesCostsABoundedMemory() {
    EmbeddedChannel first = tunnel();
    int length = 200 << 10;
    int most = (int) (Session.MOST_LINGERING_BYTES / (length + 1024));
    for (int number = 1; number <= most + 10; number++) {
      hear(first, open(number), new Frame.Fin(number, 0));
      Stream stream = streams.getLast();
      stream.opened(WHERE);
      stream.send(Unpooled.wrappedBuffer(new byte[length]));
      stream.finish();
      run();
      first.releaseOutbound();
    }
    EmbeddedChannel second = tunnel();
    hear(second, resume(most, length + 1));
    hear(second, resume(most + 10, length + 1));
    assertEquals("RESET UNKNOWN_STREAM", said(second).getLast());
  }

  @Test
  void nobodyAsksInTime() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1));
    lose(first);
    assertEquals(1, tunnels.sessions.parked());
    first.advanceTimeBy(30, TimeUnit.SECONDS);
    first.runScheduledPendingTasks();
    assertEquals("reset TUNNEL_LOST", endpoint.events.getLast());
    assertEquals(0, tunnels.sessions.count());
  }

  @Test
  void whatBreaksTheProtocolIsNotGivenItsStreamsAgain() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), data(1, 1, "x"));
    assertEquals("reset TUNNEL_LOST", endpoint.events.getLast());
    EmbeddedChannel second = tunnel();
    hear(second, resume(1, 0));
    assertEquals(List.of("RESET UNKNOWN_STREAM"), said(second));
  }

  @Test
  void acknowledgementsAreSaidTogetherAndSoon() {
    EmbeddedChannel first = tunnel();
    hear(first, open(1), data(1, 0, "hello"));
    streams.getFirst().consumed(2);
    streams.getFirst().consumed(3);
    assertEquals(List.of(), said(first));
    first.advanceTimeBy(OwedAcknowledgements.MILLIS, TimeUnit.MILLISECONDS);
    first.runScheduledPendingTasks();
    assertEquals(List.of("CREDIT 5 " + (WINDOW + 5)), said(first));
  }

  /// The far end keeps the whole of each stream until then.
  @Test
  void theLastAcknowledgementsOfManyStreamsDoNotWait() {
    EmbeddedChannel first = tunnel();
    for (int i = 1; i < OwedAcknowledgements.MOST_LAST; i++) {
      hearAndConsume(first, 2 * i - 1);
    }
    assertEquals(List.of(), said(first));
    hearAndConsume(first, 2 * OwedAcknowledgements.MOST_LAST - 1);
    List<String> said = said(first);
    assertEquals(OwedAcknowledgements.MOST_LAST, said.size());
    assertTrue(said.stream().allMatch(("CREDIT 2 " + (WINDOW + 1))::equals), said::toString);

    first.advanceTimeBy(OwedAcknowledgements.MILLIS, TimeUnit.MILLISECONDS);
    first.runScheduledPendingTasks();
    assertEquals(List.of(), said(first));
  }

  private void hearAndConsume(EmbeddedChannel tunnel, int number) {
    hear(tunnel, open(number), data(number, 0, "x"));
    streams.getLast().consumed(1);
    hear(tunnel, new Frame.Fin(number, 1));
  }
}
