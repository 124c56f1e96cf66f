package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PoolPolicyTest {
  private final AtomicInteger inUse = new AtomicInteger();

  private static PoolCounts counts(int waiting, int paired) {
    return new PoolCounts(waiting, paired);
  }

  @Test
  void anEntryPointKeepsTheMinimumWhileNothingIsInUse() {
    var policy = new EntryPoolPolicy(4, 64, inUse::get);
    assertEquals(4, policy.missing(counts(0, 0)));
    assertEquals(1, policy.missing(counts(1, 2)));
    assertEquals(0, policy.missing(counts(0, 4)));
  }

  @Test
  void anEntryPointKeepsTheMinimumOnTopOfWhatIsInUse() {
    var policy = new EntryPoolPolicy(4, 64, inUse::get);
    inUse.set(10);
    assertEquals(14, policy.wanted());
    assertEquals(6, policy.missing(counts(0, 8)));
    assertEquals(0, policy.missing(counts(4, 10)));
  }

  @Test
  void anEntryPointNeverDialsMoreThanEightTunnelsAtOnce() {
    var policy = new EntryPoolPolicy(20, 64, inUse::get);
    assertEquals(8, policy.missing(counts(0, 0)));
    assertEquals(1, policy.missing(counts(7, 0)));
    assertEquals(0, policy.missing(counts(8, 3)));
  }

  @Test
  void anEntryPointStopsAtTheMaximum() {
    var policy = new EntryPoolPolicy(4, 8, inUse::get);
    inUse.set(4);
    assertEquals(8, policy.wanted());
    inUse.set(5);
    assertEquals(8, policy.wanted());
    assertEquals(0, policy.missing(counts(0, 8)));
    assertTrue(policy.missing(counts(1, 8)) <= 0);
  }

  @Test
  void anEntryPointDoesNotCareWhatTheRelayDemands() {
    var policy = new EntryPoolPolicy(4, 8, inUse::get);
    policy.demand(100);
    policy.paired();
    assertEquals(4, policy.missing(counts(0, 0)));
  }

  @Test
  void aReverseProxyKeepsTunnelsWaitingWhateverIsPaired() {
    var policy = new ReversePoolPolicy(4, 64);
    assertEquals(4, policy.missing(counts(0, 0)));
    assertEquals(4, policy.missing(counts(0, 50)));
    assertEquals(0, policy.missing(counts(4, 50)));
  }

  @Test
  void aReverseProxyStopsAtTheMaximum() {
    var policy = new ReversePoolPolicy(4, 64);
    assertEquals(3, policy.missing(counts(0, 61)));
    assertEquals(0, policy.missing(counts(0, 64)));
    policy.demand(10);
    assertEquals(0, policy.missing(counts(4, 60)));
    assertEquals(1, policy.missing(counts(3, 60)));
  }

  @Test
  void demandAddsTunnelsUntilSoManyWerePaired() {
    var policy = new ReversePoolPolicy(4, 64);
    policy.demand(2);
    assertEquals(6, policy.missing(counts(0, 0)));
    policy.paired();
    assertEquals(5, policy.missing(counts(0, 1)));
    policy.paired();
    assertEquals(4, policy.missing(counts(0, 2)));
    policy.paired();
    assertEquals(4, policy.missing(counts(0, 3)));
  }

  @Test
  void demandIsBoundedByTheMaximum() {
    var policy = new ReversePoolPolicy(4, 8);
    for (int i = 0; i < 100; i++) {
      policy.demand(1024);
    }
    for (int i = 0; i < 8; i++) {
      policy.paired();
    }
    assertEquals(4, policy.missing(counts(0, 0)));
  }

  @Test
  void aPoolNeedsAtLeastOneAndNoMoreThanItsMaximum() {
    for (int[] wrong : new int[][] {{0, 4}, {5, 4}, {-1, 4}}) {
      String expected =
          "pool of %d to %d tunnels (expected: 1 or more, and no more than the maximum)"
              .formatted(wrong[0], wrong[1]);
      var entry =
          assertThrows(
              IllegalArgumentException.class,
              () -> new EntryPoolPolicy(wrong[0], wrong[1], inUse::get));
      assertEquals(expected, entry.getMessage());
      var reverse =
          assertThrows(
              IllegalArgumentException.class, () -> new ReversePoolPolicy(wrong[0], wrong[1]));
      assertEquals(expected, reverse.getMessage());
    }
    assertEquals(1, new ReversePoolPolicy(1, 1).missing(counts(0, 0)));
  }

  /// Whatever the relay demands and pairs, dialling what is missing never exceeds the maximum, and
  /// at rest the waiting ones are there.
  @Test
  void randomEventsNeverExceedTheMaximum() {
    var random = new Random(11);
    var policy = new ReversePoolPolicy(3, 12);
    int waiting = 0;
    int paired = 0;
    for (int i = 0; i < 10_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> policy.demand(1 + random.nextInt(5));
        case 1 -> {
          if (waiting > 0) {
            waiting--;
            paired++;
            policy.paired();
          }
        }
        case 2 -> paired = Math.max(0, paired - 1);
        default -> waiting = Math.max(0, waiting - 1);
      }
      waiting += Math.max(0, policy.missing(counts(waiting, paired)));
      assertTrue(waiting + paired <= 12, waiting + " + " + paired);
      assertTrue(waiting >= 3 || waiting + paired == 12, waiting + " + " + paired);
    }
  }
}
