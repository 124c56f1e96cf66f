package io.turnpike.bench.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long a new connection waits for its first byte on the long path: from the call of connect to
/// the echo of one byte. One alone, the median of some; then the last of 60 that come at once:
/// those that come first, and, in a thorough run, both again when the compilers of the programs
/// that have one have seen some hundred.
final class LongFirstWork implements Work {
  private static final int ALONE = 3;
  private static final int BURST = 60;
  private static final int BURSTS_BETWEEN = 10;
  private static final int BURSTS_LATER = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "longfirst";
  }

  @Override
  public void run(Bed bed) throws Exception {
    bed.sink().mode(Sink.Mode.ECHO);
    bed.add(Figure.LONG_FIRST_1, Stats.median(alone(bed)));
    Bed.pause(PAUSE);
    bed.add(Figure.LONG_FIRST_60, slowestMillis(bed, BURST));
    if (bed.effort().thorough()) {
      later(bed);
    }
  }

  private static void later(Bed bed) throws InterruptedException {
    bursts(bed, BURSTS_BETWEEN);
    bed.add(Figure.LONG_FIRST_60_LATER, Stats.median(bursts(bed, BURSTS_LATER)));
    bed.add(Figure.LONG_FIRST_1_LATER, Stats.median(alone(bed)));
  }

  private static List<Double> alone(Bed bed) throws InterruptedException {
    List<Double> alone = new ArrayList<>();
    for (int i = 0; i < ALONE; i++) {
      Bed.pause(PAUSE);
      alone.add(slowestMillis(bed, 1));
    }
    return alone;
  }

  private static List<Double> bursts(Bed bed, int count) throws InterruptedException {
    List<Double> slowest = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bed.pause(SHORT_PAUSE);
      slowest.add(slowestMillis(bed, BURST));
    }
    return slowest;
  }

  /// @throws Failure when not all got their byte back
  private static double slowestMillis(Bed bed, int count) throws InterruptedException {
    Exchanges.Plan plan = new Exchanges.Plan(count, count, false);
    Exchanges exchanges = new Exchanges(bed.source(), bed.address(), plan);
    exchanges.start();
    exchanges.awaitEnd(PATIENCE);
    if (exchanges.done() != count) {
      throw new Failure("%d of %d connections got an answer".formatted(exchanges.done(), count));
    }
    return exchanges.slowestNanos() / 1e6;
  }
}
