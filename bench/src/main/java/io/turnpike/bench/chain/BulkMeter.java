package io.turnpike.bench.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures bulk streams at the destination, over a span of time in the middle of the transfer.
final class BulkMeter {
  /// What arrived on each stream in that span, and the CPU time that each role used for it.
  record Reading(
      List<Long> bytes, double seconds, Map<RoleName, Double> cpuSeconds, double loadCpu) {
    private static final double MEGA = 1e6;
    private static final double GIB = 1 << 30;

    double megabytesPerSecond() {
      return sum() / MEGA / seconds;
    }

    double gib() {
      return sum() / GIB;
    }

    private double sum() {
      double sum = 0;
      for (long each : bytes) {
        sum += each;
      }
      return sum;
    }
  }

  private BulkMeter() {}

  static Reading measure(Bed bed, int streams, Duration warmUp) throws Exception {
    return measure(bed, streams, warmUp, bed.effort().measure());
  }

  static Reading measure(Bed bed, int streams, Duration warmUp, Duration span) throws Exception {
    bed.sink().mode(Sink.Mode.COUNT);
    try (BulkStreams bulk = BulkStreams.open(bed.source(), bed.address(), streams)) {
      bed.sink().awaitConnections(streams);
      Bed.pause(warmUp);
      Map<RoleName, Double> cpuBefore = bed.cpuSeconds();
      double loadBefore = ownCpu();
      List<Long> before = bed.sink().received();
      long start = System.nanoTime();
      Bed.pause(span);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<Long> bytes = difference(bed.sink().received(), before, streams);
      double load = ownCpu() - loadBefore;
      Map<RoleName, Double> cpu = bed.cpuSeconds();
      bulk.requireAlive();
      cpu.replaceAll((role, after) -> after - cpuBefore.getOrDefault(role, 0.0));
      return new Reading(bytes, seconds, cpu, load);
    } finally {
      bed.sink().awaitQuiet();
    }
  }

  /// @throws Failure when not all streams have reached the destination, or nothing arrived
  private static List<Long> difference(List<Long> after, List<Long> before, int streams) {
    if (after.size() != streams || before.size() != streams) {
      throw new Failure(before.size() + " of " + streams + " streams reached the destination");
    }
    long sum = 0;
    List<Long> bytes = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      bytes.add(after.get(i) - before.get(i));
      sum += bytes.get(i);
    }
    if (sum == 0) {
      throw new Failure("nothing arrived");
    }
    return bytes;
  }

  private static double ownCpu() throws IOException {
    return Proc.cpuSeconds(ProcessHandle.current().pid());
  }
}
