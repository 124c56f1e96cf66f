package io.turnpike.bench.chain;

import java.time.Duration;
import java.util.Map;

/// The programs at rest: how long each took to get ready, and its memory while nobody connects.
final class RestWork implements Work {
  private static final double KIB_PER_MIB = 1024;
  private static final double MILLIS_PER_SECOND = 1000;

  @Override
  public String name() {
    return "rest";
  }

  @Override
  public void run(Bed bed) throws Exception {
    for (Map.Entry<RoleName, Duration> start : bed.chain().starts().entrySet()) {
      bed.add(Figure.start(start.getKey()), start.getValue().toMillis() / MILLIS_PER_SECOND);
    }
    Bed.pause(bed.effort().rest());
    for (Map.Entry<RoleName, Long> size : bed.pssKib().entrySet()) {
      bed.add(Figure.rest(size.getKey()), size.getValue() / KIB_PER_MIB);
    }
  }
}
