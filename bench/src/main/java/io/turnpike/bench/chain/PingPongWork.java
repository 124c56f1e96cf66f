package io.turnpike.bench.chain;

/// The round trip of a small message on a connection that is there.
final class PingPongWork implements Work {
  private static final double NANOS_PER_MICRO = 1000;

  @Override
  public String name() {
    return "pingpong";
  }

  @Override
  public void run(Bed bed) throws Exception {
    bed.sink().mode(Sink.Mode.ECHO);
    try (PingPong pingPong = PingPong.open(bed.source().place(), bed.address())) {
      pingPong.run(bed.warmUp().dividedBy(2));
      long[] nanos = pingPong.run(bed.effort().measure());
      bed.add(Figure.PING_P50, Stats.percentile(nanos, 50) / NANOS_PER_MICRO);
      bed.add(Figure.PING_P99, Stats.percentile(nanos, 99) / NANOS_PER_MICRO);
    }
  }
}
