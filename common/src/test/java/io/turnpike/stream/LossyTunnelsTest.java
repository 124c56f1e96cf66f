package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two ends of a session, and between them tunnels that stall, drain and are lost at random, with
/// what is on the way, and not at the same time at both ends: every byte of every stream arrives
/// once and in order, FIN behind it, and nothing is left. Random sequences with fixed seeds; more
/// of them with `-Dturnpike.lossy.seeds=1000`, one by `-Dturnpike.lossy.from=17
/// -Dturnpike.lossy.seeds=1`.
final class LossyTunnelsTest {
  private static final int STREAMS = 12;
  private static final int MOST_BYTES = 60_000;
  private static final int FAULTY_STEPS = 30_000;
  private static final int MOST_STEPS = 400_000;

  static LongStream seeds() {
    long from = Long.getLong("turnpike.lossy.from", 1);
    return LongStream.range(from, from + Long.getLong("turnpike.lossy.seeds", 40));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyByteArrivesOnceAndInOrder(long seed) {
    var world = new LossyWorld(seed, MOST_BYTES);
    for (int step = 0; step < FAULTY_STEPS && !world.isDone(STREAMS); step++) {
      world.step(true, STREAMS);
    }
    world.heal();
    for (int step = 0; step < MOST_STEPS && !world.isDone(STREAMS); step++) {
      world.step(false, STREAMS);
    }
    assertTrue(world.isDone(STREAMS), world::unfinished);
    world.end();
    System.out.println(world);
  }
}
