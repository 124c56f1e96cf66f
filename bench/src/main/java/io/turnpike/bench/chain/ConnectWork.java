package io.turnpike.bench.chain;

import java.time.Duration;

/// Short connections, 64 at any time, each followed by the next: how many a second, and how many
/// failed, from the first of the warm-up to the last.
final class ConnectWork implements Work {
  private static final int AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public void run(Bed bed) throws Exception {
    bed.sink().mode(Sink.Mode.ECHO);
    Exchanges.Plan plan = new Exchanges.Plan(AT_ONCE, Long.MAX_VALUE, false);
    Exchanges exchanges = new Exchanges(bed.source(), bed.address(), plan);
    exchanges.start();
    try {
      Bed.pause(bed.warmUp().dividedBy(2));
      long before = exchanges.done();
      long start = System.nanoTime();
      Bed.pause(bed.effort().measure());
      double seconds = (System.nanoTime() - start) / 1e9;
      bed.add(Figure.CONNECT_RATE, (exchanges.done() - before) / seconds);
    } finally {
      exchanges.stop();
      exchanges.awaitEnd(PATIENCE);
    }
    bed.add(Figure.CONNECT_ERRORS, (double) exchanges.errors());
  }
}
