package io.turnpike.bench.chain;

/// Many bulk streams at once: their speed together, and how fairly they share it.
final class ManyBulkWork implements Work {
  private static final int STREAMS = 32;

  @Override
  public String name() {
    return "bulk32";
  }

  @Override
  public void run(Bed bed) throws Exception {
    BulkMeter.Reading reading = BulkMeter.measure(bed, STREAMS, bed.warmUp().dividedBy(2));
    bed.add(Figure.BULK_32, reading.megabytesPerSecond());
    bed.add(Figure.BULK_32_JAIN, Stats.jain(reading.bytes()));
  }
}
