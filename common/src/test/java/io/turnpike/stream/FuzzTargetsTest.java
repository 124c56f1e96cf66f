package io.turnpike.stream;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a fuzzer is given runs, and holds for bytes of fixed seeds; with a fuzzer: `make fuzz`.
final class FuzzTargetsTest {
  private static final int INPUTS = 50;

  private static byte[] input(Random random) {
    byte[] bytes = new byte[random.nextInt(2_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sessionsHold(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < INPUTS; i++) {
      SessionFuzz.fuzzerTestOneInput(input(random));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void streamsHold(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < INPUTS; i++) {
      StreamFuzz.fuzzerTestOneInput(input(random));
    }
  }
}
