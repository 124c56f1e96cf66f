package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Executables.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many connections through two relays, while faults of all kinds strike in an order that a seed
/// gives: no wrong byte, none lost, no reset but the users' own, and nothing is left behind.
///
/// `-Dturnpike.faults.minutes=10` is how long (1), `-Dturnpike.faults.seed` another order.
class RandomFaultsTest {
  private static final int MINUTES = Integer.getInteger("turnpike.faults.minutes", 1);
  private static final long SEED = Long.getLong("turnpike.faults.seed", 20_261_121);
  private static final int USERS = 40;
  private static final int BETWEEN_MILLIS = 2_500;
  private static final int END_SECONDS = 240;

  /// Longer than streams that are over wait for their acknowledgement.
  private static final Duration QUIET = Duration.ofSeconds(90);

  private static final int MOST_MORE_FILES = 12;
  private static final int MOST_MORE_THREADS = 8;
  private static final int MOST_MORE_MIB = 160;

  @TempDir private Path directory;

  private static List<Footprint> footprints(World world) {
    try {
      return world.footprints();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isBack(Footprint was, Footprint is) {
    return is.rest() == 0
        && is.ownFiles() <= was.ownFiles() + MOST_MORE_FILES
        && is.threads() <= was.threads() + MOST_MORE_THREADS
        && is.residentMib() <= was.residentMib() + MOST_MORE_MIB;
  }

  private static boolean areBack(List<Footprint> before, List<Footprint> after) {
    for (int i = 0; i < before.size(); i++) {
      if (!isBack(before.get(i), after.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static long count(String log, String line) {
    return Pattern.compile(line).matcher(log).results().count();
  }

  @Test
  void everyByteArrivesWhateverHappens() throws Exception {
    try (World world =
        World.start(
            World.RELAYS, directory, "--resume-timeout", "60s", "--connect-timeout", "60s")) {
      try (var users = new RandomUsers(world.entryPoint())) { // also warms up
        users.start(USERS, SEED);
        TimeUnit.SECONDS.sleep(3);
        users.end(END_SECONDS);
      }
      world.destination().awaitNone();
      List<Footprint> before = footprints(world);
      var faults = new RandomFaults(world, SEED);
      try (var users = new RandomUsers(world.entryPoint())) {
        users.start(USERS, SEED + 1);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        while (System.nanoTime() < end) {
          faults.last(BETWEEN_MILLIS);
          users.check();
          faults.strike();
        }
        users.end(END_SECONDS);
        assertBack(world, before);
        report(world, users, faults, before);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", behind " + faults + "\n" + world.log(), e);
      }
    }
  }

  private static void assertBack(World world, List<Footprint> before) {
    world.destination().awaitNone();
    Await.within(
        QUIET,
        () -> "before " + before + " after " + footprints(world),
        () -> areBack(before, footprints(world)));
    for (Running edge : List.of(world.entry(), world.reverse())) {
      String log = edge.text();
      assertEquals(count(log, "stream opened"), count(log, "stream ended"), "streams are left");
      assertEquals(0, count(log, "LEAK|OutOfMemory|Exception"), "faults of the program");
      assertEquals(0, count(log, "stream ended .* by=tunnel"), "not resumed in time");
    }
    assertTrue(count(world.entry().text(), "stream ended .* by=destination") > 0);
  }

  private static void report(
      World world, RandomUsers users, RandomFaults faults, List<Footprint> before) {
    Reliability.figure(
        "random faults for %d min, two relays, %d users".formatted(MINUTES, USERS),
        "%s, every byte checked at both ends, no reset by us; %s; before and after, of entry-point, relays and reverse-proxy: %s"
            .formatted(users, faults, Footprint.compare(before, footprints(world))));
  }
}
