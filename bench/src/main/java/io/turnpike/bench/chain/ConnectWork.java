package io.turnpike.bench.chain;

import java.time.Duration;

/// Short connections, 64 at any time, each followed by the next: how many a second, and how many
/// failed, from the first of the warm-up to the last.
final class ConnectWork implements Work {
  private static final int AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_SPANS = 10;
  private static final double STILL_RISING = 1.03;
  private static final double MILLIS_PER_SECOND = 1000;

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
      Bed.pause(bed.warmUp());
      untilSteady(bed, exchanges);
      long before = exchanges.done();
      double cpuBefore = bed.cpuOfAll();
      long start = System.nanoTime();
      Bed.pause(bed.effort().measure());
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = bed.cpuOfAll() - cpuBefore;
      long done = exchanges.done() - before;
      bed.add(Figure.CONNECT_RATE, done / seconds);
      if (done > 0 && cpu > 0) {
        bed.add(Figure.CONNECT_CPU, cpu * MILLIS_PER_SECOND / done);
      }
    } finally {
      exchanges.stop();
      exchanges.awaitEnd(PATIENCE);
    }
    bed.add(Figure.CONNECT_ERRORS, (double) exchanges.errors());
  }

  /// Many methods take part, each called a few times for a connection, so the compilers need longer
  /// than for bulk.
  private static void untilSteady(Bed bed, Exchanges exchanges) throws InterruptedException {
    Duration span = bed.warmUp().dividedBy(2);
    double last = 0;
    for (int i = 0; i < MOST_SPANS; i++) {
      long before = exchanges.done();
      Bed.pause(span);
      double now = exchanges.done() - before;
      if (now < last * STILL_RISING) {
        return;
      }
      last = now;
    }
  }
}
