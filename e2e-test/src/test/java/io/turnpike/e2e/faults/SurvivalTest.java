package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Executables.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An interactive stream and a hashed transfer in each direction go on through each fault: bytes
/// equal, no reset.
///
/// `-Dturnpike.faults.mib` is the size of each transfer (200), `-Dturnpike.faults.kills` how often
/// all tunnels are killed (10).
class SurvivalTest {
  private static final long BYTES = Long.getLong("turnpike.faults.mib", 200) << 20;
  private static final int KILLS = Integer.getInteger("turnpike.faults.kills", 10);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int END_SECONDS = 240;

  @TempDir private Path directory;

  /// Strikes once, and returns when it is over.
  private interface Fault {
    void strike(World world) throws Exception;
  }

  /// How long the fault under test lasts; nothing is waited for.
  private static void last(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  private void survives(String scenario, int seconds, List<Fault> faults) throws Exception {
    survives(scenario, 1, seconds, faults);
  }

  /// @param seconds for the transfers
  private void survives(String scenario, int relays, int seconds, List<Fault> faults)
      throws Exception {
    try (World world = World.start(relays, directory);
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      var pings = new Pings(world.entryPoint());
      long rate = Math.max(1, BYTES / seconds);
      List<Future<?>> transfers =
          List.of(
              users.submit(() -> {
                Transfers.up(world.entryPoint(), new Transfers.Load(1, BYTES, rate));
                return null;
              }),
              users.submit(() -> {
                Transfers.down(world.entryPoint(), new Transfers.Load(2, BYTES, rate));
                return null;
              }));
      List<Future<?>> interactive =
          List.of(
              users.submit(() -> {
                pings.write();
                return null;
              }),
              users.submit(() -> {
                pings.read();
                return null;
              }));
      List<Long> struck = new ArrayList<>();
      last(SECOND);
      for (Fault fault : faults) {
        struck.add(System.nanoTime());
        fault.strike(world);
      }
      try {
        end(transfers);
        pings.stop();
        end(interactive);
      } catch (Exception | AssertionError e) {
        users.shutdownNow();
        throw new AssertionError(scenario + "\n" + world.log(), e);
      }
      world.destination().awaitNone();
      assertEquals(0, resets(world.log()), world::log);
      report(scenario, pings, struck);
    }
  }

  private static void end(List<Future<?>> users) throws Exception {
    for (Future<?> user : users) {
      user.get(END_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// Connections that were reset, in the logs of the edges.
  private static long resets(String log) {
    return log.lines()
        .filter(line -> line.contains("stream ended") && !line.contains("both ends finished"))
        .count();
  }

  private static void report(String scenario, Pings pings, List<Long> struck) {
    long[] pauses = pings.pausesMillis(struck);
    Reliability.figure(
        scenario,
        "2 × %d MiB equal, %d pings, 0 resets; pause p50 %,d ms, max %,d ms (faults: %d)"
            .formatted(
                BYTES >> 20,
                pings.count(),
                pauses[pauses.length / 2],
                pauses[pauses.length - 1],
                pauses.length));
  }

  @Test
  void killAndRestartOfTheOnlyRelay() throws Exception {
    Fault restart =
        world -> {
          world.killRelay();
          world.restartRelay();
          world.relay().await("ready");
          last(SECOND.multipliedBy(3));
        };
    survives(
        "kill -9 and restart of the only relay, 3 times", 12, List.of(restart, restart, restart));
  }

  /// The second fault strikes whatever has gone to the other relay behind the first.
  @Test
  void lossOfOneRelayOfTwo() throws Exception {
    Fault first =
        world -> {
          world.relay(0).kill();
          last(SECOND.multipliedBy(3));
          world.restartRelay(0);
          world.relay(0).await("ready");
          last(SECOND.multipliedBy(3));
        };
    Fault second =
        world -> {
          world.relay(1).kill();
          last(SECOND.multipliedBy(3));
        };
    survives("kill -9 of one relay of two, then of the other", 2, 12, List.of(first, second));
  }

  private static Fault drop(boolean fromEntry, boolean toEntry) {
    return world -> {
      if (fromEntry) {
        world.network().dropFrom(true);
      }
      if (toEntry) {
        world.network().dropTo(true);
      }
      last(LONG);
      world.network().pass();
    };
  }

  @Test
  void tenSecondsOfDropFromTheRelayToTheEntryPoint() throws Exception {
    survives("iptables DROP for 10 s, relay to entry-point", 12, List.of(drop(false, true)));
  }

  @Test
  void tenSecondsOfDropFromTheEntryPointToTheRelay() throws Exception {
    survives("iptables DROP for 10 s, entry-point to relay", 12, List.of(drop(true, false)));
  }

  @Test
  void tenSecondsOfDropInBothDirections() throws Exception {
    survives("iptables DROP for 10 s, both directions", 12, List.of(drop(true, true)));
  }

  @Test
  void anotherSourceAddressOfTheEntryPoint() throws Exception {
    survives("the entry-point's address changes", 6, List.of(world -> world.network().moveEntry()));
  }

  @Test
  void anotherSourceAddressOfTheReverseProxy() throws Exception {
    survives(
        "the reverse-proxy's address changes", 6, List.of(world -> world.network().moveReverse()));
  }

  @Test
  void aNatThatForgetsTheEntryPoint() throws Exception {
    survives(
        "a NAT forgets the entry-point's connections, silently",
        6,
        List.of(world -> world.network().forgetEntry()));
  }

  @Test
  void tenSecondsOfSleepOfEachProgram() throws Exception {
    List<Fault> sleeps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int which = i;
      sleeps.add(world -> {
        Running program = world.running().get(which);
        World.signal(program, "STOP");
        last(LONG);
        World.signal(program, "CONT");
        last(SECOND);
      });
    }
    survives("SIGSTOP of each program for 10 s", 34, sleeps);
  }

  @Test
  void everyTunnelKilledOnceASecond() throws Exception {
    List<Fault> kills = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      kills.add(world -> {
        world.network().killTunnels();
        last(SECOND);
      });
    }
    survives("every tunnel killed once a second, %d times".formatted(KILLS), KILLS + 2, kills);
  }
}
