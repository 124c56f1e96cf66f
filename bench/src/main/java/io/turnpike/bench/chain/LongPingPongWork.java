package io.turnpike.bench.chain;

import java.time.Duration;

/// The round trip of a small message over the long path, alone and beside a bulk stream.
final class LongPingPongWork implements Work {
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "longpingpong";
  }

  @Override
  public void run(Bed bed) throws Exception {
    Duration span = bed.effort().measure();
    bed.sink().mode(Sink.Mode.ECHO);
    try (PingPong pingPong = PingPong.open(bed.source().place(), bed.address())) {
      bed.add(Figure.LONG_PING_ALONE, millis(pingPong.run(span.dividedBy(2)), 50));
    }
    bed.sink().mode(Sink.Mode.COUNT);
    try (BulkStreams bulk = BulkStreams.open(bed.source(), bed.address(), 1)) {
      bed.sink().awaitConnections(1);
      bed.sink().mode(Sink.Mode.ECHO);
      try (PingPong pingPong = PingPong.open(bed.source().place(), bed.address())) {
        pingPong.run(bed.effort().windowGrowth());
        long[] nanos = pingPong.run(span);
        bed.add(Figure.LONG_PING_BESIDE, millis(nanos, 50));
        bed.add(Figure.LONG_PING_SLOWEST, millis(nanos, 100));
      }
      bulk.requireAlive();
    } finally {
      Bed.pause(bed.effort().settle());
    }
  }

  private static double millis(long[] nanos, double percent) {
    return Stats.percentile(nanos, percent) / NANOS_PER_MILLI;
  }
}
