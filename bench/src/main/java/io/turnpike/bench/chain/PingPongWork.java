package io.turnpike.bench.chain;

/// The round trip of a small message on a connection that is there.
final class PingPongWork implements Work {
  private static final double NANOS_PER_MICRO = 1000;
  private static final double MICROS_PER_SECOND = 1_000_000;
  private static final int LEAST_SPANS = 6;
  private static final int MOST_SPANS = 10;
  private static final double STILL_FALLING = 0.97;

  @Override
  public String name() {
    return "pingpong";
  }

  @Override
  public void run(Bed bed) throws Exception {
    bed.sink().mode(Sink.Mode.ECHO);
    try (PingPong pingPong = PingPong.open(bed.source().place(), bed.address())) {
      untilSteady(bed, pingPong);
      double before = bed.cpuOfAll();
      long[] nanos = pingPong.run(bed.effort().measure());
      double cpu = bed.cpuOfAll() - before;
      bed.add(Figure.PING_P50, Stats.percentile(nanos, 50) / NANOS_PER_MICRO);
      bed.add(Figure.PING_P99, Stats.percentile(nanos, 99) / NANOS_PER_MICRO);
      if (cpu > 0) {
        bed.add(Figure.PING_CPU, cpu * MICROS_PER_SECOND / nanos.length);
      }
    }
  }

  /// A round trip calls each method twice, so the compilers need some ten thousands of them, and
  /// the median falls in steps: there may be seconds between two.
  private static void untilSteady(Bed bed, PingPong pingPong) throws Exception {
    double last = Double.MAX_VALUE;
    for (int i = 0; i < MOST_SPANS; i++) {
      double now = Stats.percentile(pingPong.run(bed.warmUp().dividedBy(2)), 50);
      if (i >= LEAST_SPANS && now > last * STILL_FALLING) {
        return;
      }
      last = now;
    }
  }
}
