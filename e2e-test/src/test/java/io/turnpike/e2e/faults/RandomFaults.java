package io.turnpike.e2e.faults;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Executables.Running;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Strikes a [World] with faults of all kinds, in an order that a seed gives. Each has passed when
/// the next one comes, but not what it has done.
final class RandomFaults {
  private static final int LONGEST_MILLIS = 5_000;

  /// On a machine that has much else to do.
  private static final Duration START = Duration.ofMinutes(1);

  private final World world;
  private final Random random;
  private final Map<Kind, Integer> struck = new TreeMap<>();

  /// What can happen.
  private enum Kind {
    KILL_RELAY("kill -9 of a relay", 3),
    KILL_RELAYS("kill -9 of both relays", 1),
    DRAIN_RELAY("SIGTERM and restart of a relay", 2),
    DROP_FROM("DROP of what an edge sends", 2),
    DROP_TO("DROP of what an edge is sent", 2),
    CUT("ss -K of all tunnels", 3),
    STOP("SIGSTOP", 2),
    MOVE("another address of an edge", 1),
    FORGET("a NAT forgets the entry-point's connections", 1);

    private final String text;
    private final int weight;

    Kind(String text, int weight) {
      this.text = text;
      this.weight = weight;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  RandomFaults(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
  }

  /// How long a fault, or the time between two, lasts; nothing is waited for.
  void last(int mostMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(mostMillis));
  }

  /// One fault, to its end.
  void strike() throws Exception {
    Kind kind = choose();
    struck.merge(kind, 1, Integer::sum);
    boolean entry = random.nextBoolean();
    switch (kind) {
      case KILL_RELAY -> {
        int which = random.nextInt(World.RELAYS);
        world.relay(which).kill();
        last(1_500);
        restart(which);
      }
      case KILL_RELAYS -> {
        world.relay(0).kill();
        world.relay(1).kill();
        last(1_500);
        restart(0);
        restart(1);
      }
      case DRAIN_RELAY -> {
        int which = random.nextInt(World.RELAYS);
        World.signal(world.relay(which), "TERM");
        world.relay(which).awaitExit();
        restart(which);
      }
      case DROP_FROM -> {
        world.network().dropFrom(entry);
        last(LONGEST_MILLIS);
        world.network().pass();
      }
      case DROP_TO -> {
        world.network().dropTo(entry);
        last(LONGEST_MILLIS);
        world.network().pass();
      }
      case CUT -> world.network().killTunnels();
      case STOP -> {
        Running program = world.running().get(random.nextInt(world.running().size()));
        World.signal(program, "STOP");
        last(LONGEST_MILLIS);
        World.signal(program, "CONT");
      }
      case MOVE -> {
        if (entry) {
          world.network().moveEntry();
        } else {
          world.network().moveReverse();
        }
      }
      case FORGET -> world.network().forgetEntry();
    }
  }

  private Kind choose() {
    int all = 0;
    for (Kind kind : Kind.values()) {
      all += kind.weight;
    }
    int dice = random.nextInt(all);
    for (Kind kind : Kind.values()) {
      dice -= kind.weight;
      if (dice < 0) {
        return kind;
      }
    }
    throw new AssertionError(dice);
  }

  private void restart(int which) throws Exception {
    world.restartRelay(which);
    Running relay = world.relay(which);
    Await.within(START, relay::text, () -> relay.text().contains("ready"));
  }

  /// What happened how often.
  @Override
  public String toString() {
    return struck.toString();
  }
}
