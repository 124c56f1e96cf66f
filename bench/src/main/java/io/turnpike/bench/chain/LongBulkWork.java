package io.turnpike.bench.chain;

import java.time.Duration;

/// Bulk over the long path, with one stream and with eight, after their windows have grown.
/// Programs with a compiler have other streams before: the emulation takes a processor for itself,
/// so the compilers would be in the way. And for the direct connection with 32, which shows what
/// the emulated path can carry.
final class LongBulkWork implements Work {
  private static final int STREAMS = 8;
  private static final int STREAMS_TO_THE_LIMIT = 32;

  @Override
  public String name() {
    return "longbulk";
  }

  @Override
  public void run(Bed bed) throws Exception {
    Duration growth = bed.effort().windowGrowth();
    if (bed.compiles()) {
      BulkMeter.measure(bed, STREAMS, bed.bulkWarmUp());
    }
    bed.add(Figure.LONG_BULK_1, megabytesPerSecond(bed, 1, growth));
    bed.add(Figure.LONG_BULK_8, megabytesPerSecond(bed, STREAMS, growth));
    if (bed.chain().roles().isEmpty()) {
      bed.add(Figure.LONG_LIMIT, megabytesPerSecond(bed, STREAMS_TO_THE_LIMIT, growth));
    }
  }

  private static double megabytesPerSecond(Bed bed, int streams, Duration growth) throws Exception {
    Duration span = bed.effort().longMeasure();
    return BulkMeter.measure(bed, streams, growth, span).megabytesPerSecond();
  }
}
