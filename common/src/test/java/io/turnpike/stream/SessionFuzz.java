package io.turnpike.stream;

/// Where a coverage-guided fuzzer (Jazzer, `make fuzz`) looks for orders of events that
/// [LossyTunnelsTest]'s seeds do not find: its bytes decide what happens next between two ends of a
/// session, whose streams, windows and resumption are the program's own. Whatever is wrong is
/// thrown.
public final class SessionFuzz {
  private static final int STREAMS = 3;
  private static final int MOST_BYTES = 8_000;
  private static final int FAULTY_STEPS = 3_000;
  private static final int MOST_STEPS = 100_000;

  private SessionFuzz() {}

  /// Called by Jazzer, which knows this name.
  ///
  /// @param choices one for each thing that may happen
  public static void fuzzerTestOneInput(byte[] choices) {
    long memory = choices.length; // an odd number is scarce memory
    var world = new LossyWorld(memory, new GuidedRandom(choices), MOST_BYTES);
    for (int step = 0; step < FAULTY_STEPS && !world.isDone(STREAMS); step++) {
      world.step(true, STREAMS);
    }
    world.heal();
    for (int step = 0; step < MOST_STEPS && !world.isDone(STREAMS); step++) {
      world.step(false, STREAMS);
    }
    if (!world.isDone(STREAMS)) {
      throw new AssertionError(world.unfinished());
    }
    world.end();
  }
}
