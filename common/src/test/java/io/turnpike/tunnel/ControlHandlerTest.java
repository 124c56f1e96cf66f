package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The edge's end of a control connection, by the clock of its loop.
final class ControlHandlerTest {
  private static final Frame.Welcome WELCOME = new Frame.Welcome(1, 0, 15_000);

  private final List<Frame> told = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final ControlHandler control =
      new ControlHandler(
          new ControlHandler.Observer() {
            @Override
            public void demand(int tunnels) {
              told.add(new Frame.Demand(tunnels));
            }

            @Override
            public void presence(Frame.Presence presence) {
              told.add(presence);
            }

            @Override
            public void goAway(Frame.GoAway goAway) {
              told.add(goAway);
            }
          },
          WELCOME);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(control, new FailureHandler(failures::add));

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void advance(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void expectLate(String what) {
    assertEquals(1, failures.size());
    assertTrue(failures.getFirst() instanceof ProtocolViolation, failures::toString);
    assertEquals(what, failures.getFirst().getMessage());
  }

  @Test
  void answersThePingOfTheRelayAndTakesItsSilenceForTheEnd() {
    channel.writeInbound(new Frame.Ping(5));
    assertEquals(new Frame.Pong(5), channel.readOutbound());
    advance(24_999);
    assertTrue(channel.isOpen());
    advance(2);
    expectLate("no PING from the relay in time");
  }

  @Test
  void aRelayThatIsAskedHasFourSeconds() {
    control.ask();
    assertEquals(new Frame.Ping(1), channel.readOutbound());
    control.ask();
    assertNull(channel.readOutbound(), "asked already");
    advance(3_999);
    assertTrue(channel.isOpen());
    advance(2);
    expectLate("no PONG from the relay in time");
  }

  @Test
  void itsAnswerSettlesIt() {
    control.ask();
    channel.writeInbound(new Frame.Pong(1));
    advance(10_000);
    assertTrue(channel.isOpen());
    channel.readOutbound();
    control.ask();
    assertEquals(new Frame.Ping(2), channel.readOutbound());
  }

  @Test
  void whateverElseComesIsASignOfLifeAsWell() {
    control.ask();
    channel.writeInbound(new Frame.Demand(2));
    advance(10_000);
    assertTrue(channel.isOpen());
    assertEquals(List.of(new Frame.Demand(2)), told);
  }

  @Test
  void anAnswerThatNobodyAskedForIsAViolation() {
    channel.writeInbound(new Frame.Pong(9));
    expectLate("Pong on a control connection");
  }
}
