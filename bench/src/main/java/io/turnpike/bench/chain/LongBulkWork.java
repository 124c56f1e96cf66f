package io.turnpike.bench.chain;

import java.time.Duration;

/// Bulk over the long path, with one stream and with eight, after their windows have grown and the
/// programs are warm: the emulation takes a processor for itself, so the compilers would be in the
/// way. And for the direct connection with 32, which shows what the emulated path can carry.
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
    Duration warmUp = bed.bulkWarmUp().compareTo(growth) > 0 ? bed.bulkWarmUp() : growth;
    bed.add(Figure.LONG_BULK_1, megabytesPerSecond(bed, 1, warmUp));
    bed.add(Figure.LONG_BULK_8, megabytesPerSecond(bed, STREAMS, warmUp));
    if (bed.chain().roles().isEmpty()) {
      bed.add(Figure.LONG_LIMIT, megabytesPerSecond(bed, STREAMS_TO_THE_LIMIT, growth));
    }
  }

  private static double megabytesPerSecond(Bed bed, int streams, Duration growth) throws Exception {
    return BulkMeter.measure(bed, streams, growth).megabytesPerSecond();
  }
}
