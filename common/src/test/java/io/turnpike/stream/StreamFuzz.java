package io.turnpike.stream;

/// Where a coverage-guided fuzzer (Jazzer, `make fuzz`) looks for sequences that break the pure
/// parts of a stream: states, windows under loss, unacknowledged bytes, opened numbers, against the
/// models of [StateMachinesModelTest]. Whatever is wrong is thrown.
public final class StreamFuzz {
  private StreamFuzz() {}

  /// Called by Jazzer, which knows this name.
  ///
  /// @param choices one for each thing that may happen; the first says to what
  public static void fuzzerTestOneInput(byte[] choices) {
    var random = new GuidedRandom(choices);
    int steps = choices.length;
    switch (random.nextInt(4)) {
      case 0 -> StateMachinesModelTest.windows(random, steps);
      case 1 -> StateMachinesModelTest.unacknowledged(random, steps);
      case 2 -> StateMachinesModelTest.numbers(random, steps);
      default -> StateMachinesModelTest.states(random, steps);
    }
  }
}
