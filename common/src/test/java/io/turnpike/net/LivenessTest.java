package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.net.Liveness.Step;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LivenessTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long TIMEOUT = Liveness.TIMEOUT.toNanos();
  private static final long START = Long.MAX_VALUE - SECOND; // the clock may wrap around

  private final Liveness liveness = new Liveness(new Random(7), Liveness.INTERVAL);
  private long now = START;

  private Step after(long nanos) {
    now += nanos;
    return liveness.next(now);
  }

  private long pinged(Step step) {
    var ping = assertInstanceOf(Step.Ping.class, step);
    assertEquals(TIMEOUT, ping.delayNanos());
    return ping.token();
  }

  private void answered(Step step) {
    liveness.pong(pinged(step), now);
  }

  @Test
  void beginsWithAPing() {
    assertEquals(1, pinged(after(0)));
  }

  @Test
  void aPongGivesTheRoundTripAndTheNextPingFollowsAfterTheIntervalGiveOrTakeAFifth() {
    long first = pinged(after(0));
    assertEquals(OptionalLong.of(SECOND / 2), liveness.pong(first, now + SECOND / 2));
    for (int i = 0; i < 100; i++) {
      long pingedAt = now;
      long wait = assertInstanceOf(Step.Wait.class, after(TIMEOUT)).delayNanos();
      long token = pinged(after(wait));
      assertEquals(i + 2, token);
      long interval = now - pingedAt;
      assertTrue(interval >= 12 * SECOND && interval <= 18 * SECOND, "interval " + interval);
      liveness.pong(token, now + 1);
    }
  }

  @Test
  void silenceUntilThePongIsDueIsDeath() {
    pinged(after(0));
    assertEquals(new Step.Dead(), after(TIMEOUT));
    assertEquals(new Step.Dead(), after(TIMEOUT));
  }

  @Test
  void aPongOfAnotherTokenIsNoAnswer() {
    long token = pinged(after(0));
    assertEquals(OptionalLong.empty(), liveness.pong(token + 1, now));
    assertEquals(OptionalLong.empty(), liveness.pong(token - 1, now));
    assertEquals(new Step.Dead(), after(TIMEOUT));
  }

  @Test
  void aPongThatNobodyAskedForIsNoAnswer() {
    assertEquals(OptionalLong.empty(), liveness.pong(0, now));
    long token = pinged(after(0));
    assertEquals(OptionalLong.of(1), liveness.pong(token, now + 1));
    assertEquals(OptionalLong.empty(), liveness.pong(token, now + 2));
  }

  @Test
  void anythingElseThatWasHeardPutsDeathOffByOneTimeout() {
    pinged(after(0));
    liveness.heard(now + 4 * SECOND);
    assertEquals(new Step.Wait(4 * SECOND), after(TIMEOUT));
    liveness.heard(now + SECOND);
    assertEquals(new Step.Wait(7 * SECOND), after(4 * SECOND));
    assertEquals(new Step.Dead(), after(7 * SECOND));
  }

  @Test
  void aLatePongStillCounts() {
    long token = pinged(after(0));
    liveness.heard(now + 2 * SECOND);
    after(TIMEOUT);
    assertEquals(OptionalLong.of(TIMEOUT + SECOND), liveness.pong(token, START + TIMEOUT + SECOND));
    assertEquals(2, pinged(after(TIMEOUT)));
  }

  @Test
  void whatWasHeardBeforeAPingDoesNotCountForIt() {
    liveness.heard(now);
    pinged(after(SECOND));
    assertEquals(new Step.Dead(), after(TIMEOUT));
  }

  @Test
  void silenceBehindTrafficIsAskedAbout() {
    answered(after(0));
    assertTrue(liveness.used(now + SECOND));
    assertFalse(liveness.used(now + 2 * SECOND), "known already");
    liveness.heard(now + 3 * SECOND);
    assertEquals(new Step.Wait(2 * SECOND), after(4 * SECOND));
    answered(after(2 * SECOND)); // 3 s behind what was heard last
    long untilTheNext = assertInstanceOf(Step.Wait.class, after(3 * SECOND)).delayNanos();
    assertTrue(untilTheNext > 6 * SECOND, "nobody uses it any more: " + untilTheNext);
  }

  @Test
  void trafficWithoutSilenceIsAskedAboutAtIntervals() {
    answered(after(0));
    liveness.used(now);
    long begun = now;
    Step step = after(0);
    while (step instanceof Step.Wait wait) {
      now += wait.delayNanos();
      liveness.heard(now - 1);
      step = liveness.next(now);
    }
    assertTrue(now - begun >= 12 * SECOND && now - begun <= 18 * SECOND, "after " + (now - begun));
  }

  @Test
  void trafficDuringAPingIsLookedAtBehindIt() {
    long token = pinged(after(0));
    assertFalse(liveness.used(now + SECOND), "the PING asks already");
    liveness.pong(token, now + 2 * SECOND);
    liveness.heard(now + 2 * SECOND);
    assertEquals(2, pinged(after(5 * SECOND)));
  }

  @Test
  void doubtIsAPingAtOnce() {
    liveness.ask(now);
    answered(after(0));
    liveness.ask(now + SECOND);
    long token = pinged(after(SECOND));
    liveness.ask(now);
    assertEquals(new Step.Wait(TIMEOUT - SECOND), after(SECOND), "one is under way");
    assertEquals(2, token);
  }

  @Test
  void silenceIsCountedFromThePingUntilItsAnswer() {
    assertEquals(0, liveness.silenceNanos(now));
    long token = pinged(after(0));
    assertEquals(4 * SECOND, liveness.silenceNanos(now + 4 * SECOND));
    liveness.heard(now + 3 * SECOND);
    assertEquals(SECOND, liveness.silenceNanos(now + 4 * SECOND));
    liveness.pong(token, now + 4 * SECOND);
    assertEquals(0, liveness.silenceNanos(now + 9 * SECOND));
  }

  @Test
  void isLateOnlyWhileAPongIsOutstanding() {
    assertFalse(liveness.isLate(now, 0));
    long token = pinged(after(0));
    assertFalse(liveness.isLate(now + SECOND, SECOND));
    assertTrue(liveness.isLate(now + SECOND + 1, SECOND));
    liveness.pong(token, now + 2 * SECOND);
    assertFalse(liveness.isLate(now + 3 * SECOND, SECOND));
  }

  @Test
  void remembersTheSmallestRoundTrip() {
    assertEquals(77, liveness.roundTripNanos(77));
    for (long trip : new long[] {5, 3, 9}) {
      long token = pinged(after(30 * SECOND));
      liveness.pong(token, now + trip);
    }
    assertEquals(3, liveness.roundTripNanos(77));
  }
}
