package io.turnpike.bench.chain;

import java.util.Map;

/// One bulk stream: its speed, and the CPU time each role needs for a GiB of it.
final class BulkWork implements Work {
  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public void run(Bed bed) throws Exception {
    BulkMeter.Reading reading = BulkMeter.measure(bed, 1, bed.bulkWarmUp());
    bed.add(Figure.BULK_1, reading.megabytesPerSecond());
    bed.add(Figure.CPU_LOAD, reading.loadCpu() / reading.gib());
    double sum = 0;
    for (Map.Entry<RoleName, Double> cpu : reading.cpuSeconds().entrySet()) {
      bed.add(Figure.cpu(cpu.getKey()), cpu.getValue() / reading.gib());
      sum += cpu.getValue();
    }
    if (reading.cpuSeconds().size() > 1) {
      bed.add(Figure.CPU_CHAIN, sum / reading.gib());
    }
  }
}
