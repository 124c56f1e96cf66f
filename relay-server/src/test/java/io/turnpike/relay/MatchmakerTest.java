package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.relay.Matchmaker.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MatchmakerTest {
  private static final InstanceId ALPHA = new InstanceId(1, 1);
  private static final InstanceId BETA = new InstanceId(2, 2);
  private static final InstanceId GAMMA = new InstanceId(3, 3);

  private final Matchmaker<Waiting> matchmaker = new Matchmaker<>();

  /// A candidate; two are never equal unless they are the same.
  private static final class Waiting implements Candidate {
    final Role role;
    final InstanceId instance;
    String group = "7";
    InstanceId wanted = InstanceId.NONE;
    Object loop = new Object();

    Waiting(Role role, InstanceId instance) {
      this.role = role;
      this.instance = instance;
    }

    Waiting in(String newGroup) {
      group = newGroup;
      return this;
    }

    Waiting wanting(InstanceId peer) {
      wanted = peer;
      return this;
    }

    Waiting on(Object newLoop) {
      loop = newLoop;
      return this;
    }

    @Override
    public Role role() {
      return role;
    }

    @Override
    public String group() {
      return group;
    }

    @Override
    public InstanceId instance() {
      return instance;
    }

    @Override
    public InstanceId wanted() {
      return wanted;
    }

    @Override
    public Object loop() {
      return loop;
    }
  }

  private static Waiting entry() {
    return new Waiting(Role.ENTRY, GAMMA);
  }

  private static Waiting reverse(InstanceId instance) {
    return new Waiting(Role.REVERSE, instance);
  }

  /// Offers one that must wait.
  private Waiting waits(Waiting candidate) {
    assertEquals(Optional.empty(), matchmaker.offer(candidate));
    return candidate;
  }

  private void pairs(Waiting offered, Waiting expected) {
    var match =
        offered.role() == Role.ENTRY
            ? new Match<>(offered, expected)
            : new Match<>(expected, offered);
    assertEquals(Optional.of(match), matchmaker.offer(offered));
  }

  @Test
  void pairsAnEntryWithAReverseWhicheverComesFirst() {
    pairs(reverse(ALPHA), waits(entry()));
    pairs(entry(), waits(reverse(ALPHA)));
    assertEquals(List.of(), matchmaker.waiting());
  }

  @Test
  void neverPairsTwoOfTheSameRole() {
    waits(entry());
    waits(entry());
    assertEquals(2, matchmaker.waiting().size());
    pairs(reverse(ALPHA), matchmaker.waiting().getFirst());
    waits(reverse(BETA).in("8"));
    waits(reverse(BETA).in("8"));
  }

  @Test
  void neverPairsAcrossGroups() {
    Waiting reverse = waits(reverse(ALPHA).in("7"));
    waits(entry().in("8"));
    waits(entry().in("70"));
    pairs(entry().in("7"), reverse);
  }

  @Test
  void pairsAnEntryOnlyWithTheInstanceItWants() {
    waits(reverse(ALPHA));
    Waiting wanting = waits(entry().wanting(BETA));
    pairs(reverse(BETA), wanting);
  }

  @Test
  void pairsAReverseOnlyWithTheInstanceItWants() {
    Waiting wanting = waits(reverse(ALPHA).wanting(BETA));
    waits(entry());
    pairs(new Waiting(Role.ENTRY, BETA), wanting);
  }

  @Test
  void aWishOfEitherSideCountsWhenTheOtherHasAnother() {
    waits(reverse(ALPHA).wanting(BETA));
    waits(entry().wanting(ALPHA));
    assertEquals(2, matchmaker.waiting().size());
  }

  @Test
  void theLeastLoadedReverseComesFirst() {
    pairs(entry(), waits(reverse(ALPHA)));
    pairs(entry(), waits(reverse(ALPHA)));
    pairs(entry(), waits(reverse(BETA)));
    waits(reverse(ALPHA));
    Waiting lighter = waits(reverse(BETA));
    pairs(entry(), lighter);
    assertEquals(2, matchmaker.load("7", ALPHA));
    assertEquals(2, matchmaker.load("7", BETA));
  }

  @Test
  void loadCountsForMoreThanTheLoop() {
    Object loop = new Object();
    pairs(entry(), waits(reverse(ALPHA)));
    waits(reverse(ALPHA).on(loop));
    Waiting lighter = waits(reverse(BETA));
    pairs(entry().on(loop), lighter);
  }

  @Test
  void ofEquallyLoadedOnesTheSameLoopComesFirst() {
    Object loop = new Object();
    waits(reverse(ALPHA));
    Waiting near = waits(reverse(BETA).on(loop));
    pairs(entry().on(loop), near);
    Waiting far = waits(entry().in("8"));
    Waiting nearEntry = waits(entry().in("8").on(loop));
    pairs(reverse(ALPHA).in("8").on(loop), nearEntry);
    assertTrue(matchmaker.waiting().contains(far));
  }

  @Test
  void amongEqualsTheOneThatHasWaitedLongestComesFirst() {
    Waiting first = waits(entry());
    Waiting second = waits(entry());
    pairs(reverse(ALPHA), first);
    pairs(reverse(ALPHA), second);
    Waiting older = waits(reverse(ALPHA));
    waits(reverse(ALPHA));
    pairs(entry(), older);
  }

  @Test
  void oneThatWasWithdrawnIsNotPaired() {
    Waiting gone = waits(reverse(ALPHA));
    Waiting stays = waits(reverse(ALPHA));
    matchmaker.withdraw(gone);
    pairs(entry(), stays);
    waits(entry());
  }

  @Test
  void withdrawingOneThatIsPairedOrUnknownDoesNothing() {
    Waiting reverse = waits(reverse(ALPHA));
    pairs(entry(), reverse);
    matchmaker.withdraw(reverse);
    matchmaker.withdraw(entry().in("unknown"));
    assertEquals(1, matchmaker.load("7", ALPHA));
  }

  @Test
  void anEndedPairLightensItsReverse() {
    Waiting heavy = waits(reverse(ALPHA));
    pairs(entry(), heavy);
    matchmaker.ended(heavy);
    assertEquals(0, matchmaker.load("7", ALPHA));
    matchmaker.ended(heavy); // never below 0
    matchmaker.ended(reverse(BETA).in("unknown"));
    assertEquals(0, matchmaker.load("7", ALPHA));
  }

  @Test
  void theLoadOfOneGroupIsNotThatOfAnother() {
    pairs(entry(), waits(reverse(ALPHA)));
    assertEquals(0, matchmaker.load("8", ALPHA));
    assertEquals(0, matchmaker.load("7", BETA));
  }

  /// Whatever happens, every pair is a legal one, nobody is paired twice, and nothing is forgotten.
  @Test
  void randomEventsKeepThePromises() {
    var random = new Random(42);
    List<Waiting> idle = new ArrayList<>();
    List<Waiting> paired = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          var candidate = random(random);
          Optional<Match<Waiting>> match = matchmaker.offer(candidate);
          if (match.isEmpty()) {
            idle.add(candidate);
          } else {
            checkLegal(match.get());
            Waiting entry = match.get().entry();
            Waiting partner = entry == candidate ? match.get().reverse() : entry;
            assertTrue(idle.remove(partner), "the partner waited");
            paired.add(match.get().reverse());
          }
        }
        case 2 -> {
          if (!idle.isEmpty()) {
            matchmaker.withdraw(idle.remove(random.nextInt(idle.size())));
          }
        }
        default -> {
          if (!paired.isEmpty()) {
            matchmaker.ended(paired.remove(random.nextInt(paired.size())));
          }
        }
      }
      assertEquals(idle.size(), matchmaker.waiting().size());
    }
    for (InstanceId instance : List.of(ALPHA, BETA, GAMMA)) {
      for (String group : List.of("7", "8")) {
        long expected =
            paired.stream()
                .filter(r -> r.group.equals(group) && r.instance.equals(instance))
                .count();
        assertEquals(expected, matchmaker.load(group, instance));
      }
    }
  }

  private static Waiting random(Random random) {
    InstanceId[] instances = {ALPHA, BETA, GAMMA};
    return new Waiting(
            random.nextBoolean() ? Role.ENTRY : Role.REVERSE, instances[random.nextInt(3)])
        .in(random.nextBoolean() ? "7" : "8")
        .wanting(random.nextInt(4) == 0 ? instances[random.nextInt(3)] : InstanceId.NONE)
        .on(random.nextInt(2));
  }

  private static void checkLegal(Match<Waiting> match) {
    Waiting entry = match.entry();
    Waiting reverse = match.reverse();
    assertEquals(Role.ENTRY, entry.role);
    assertEquals(Role.REVERSE, reverse.role);
    assertEquals(entry.group, reverse.group);
    assertTrue(entry.wanted.isNone() || entry.wanted.equals(reverse.instance));
    assertTrue(reverse.wanted.isNone() || reverse.wanted.equals(entry.instance));
  }
}
