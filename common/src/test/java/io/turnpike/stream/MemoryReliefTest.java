package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReliefTest extends ResumptionFixture {
  private static final int Q = 1 << 20;

  private final QueuedBytes queued = new QueuedBytes(Q, () -> 0);
  private final MemoryRelief relief = new MemoryRelief(queued, () -> List.copyOf(streams));

  private EmbeddedChannel tunnelWithAStream() {
    EmbeddedChannel tunnel = tunnel();
    hear(tunnel, open(1));
    streams.getFirst().opened(SecuredTunnels.WHERE);
    endpoint.events.clear();
    return tunnel;
  }

  private List<String> look() {
    endpoint.events.clear();
    relief.look();
    run();
    return endpoint.events;
  }

  @Test
  void looksAtNobodyWhileThereIsMemory() {
    tunnelWithAStream();
    streams.getFirst().send(text("unacknowledged"));
    queued.add(Q - 1);
    assertEquals(List.of(), look());
    assertEquals(List.of(), look());
  }

  @Test
  void standsStillWhoseFarEndAcknowledgesNothingFromOneLookToTheNext() {
    EmbeddedChannel tunnel = tunnelWithAStream();
    streams.getFirst().send(text("unacknowledged"));
    queued.add(Q);
    assertEquals(List.of("relieve 0"), look());
    assertEquals(List.of("relieve 14"), look());
    hear(tunnel, new Frame.Credit(1, 4, WINDOW));
    assertEquals(List.of("relieve 0"), look(), "it moves");
    assertEquals(List.of("relieve 10"), look());
  }

  @Test
  void aLookBetweenWhichThereWasMemoryBeginsAnew() {
    tunnelWithAStream();
    streams.getFirst().send(text("unacknowledged"));
    queued.add(Q);
    look();
    queued.add(-Q);
    look();
    queued.add(Q);
    assertEquals(List.of("relieve 0"), look());
  }

  @Test
  void endsWithTheFirstThatMadeRoom() {
    EmbeddedChannel tunnel = tunnelWithAStream();
    hear(tunnel, open(2));
    queued.add(Q);
    relief.look();
    endpoint.events.clear();
    queued.add(-Q);
    run();
    assertEquals(List.of(), endpoint.events, "whose turn comes later is left alone");
  }
}
