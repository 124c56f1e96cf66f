package io.turnpike.entry;

import io.turnpike.admin.Json;
import io.turnpike.cli.EdgeConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// All results as one line of JSON, when there are all.
final class BenchJson implements BenchReport {
  private final PrintWriter out;
  private final Map<String, Object> found = new LinkedHashMap<>();

  BenchJson(PrintWriter out) {
    this.out = out;
  }

  private record Times(double p50Millis, double p99Millis, long count) {}

  private record Throughput(long bytesPerSecond, long bytes, double seconds) {}

  @Override
  public void begin(EdgeConfig edge, Duration duration, int streams) {
    found.put("relays", edge.relays().stream().map(Object::toString).toList());
    found.put("group", edge.group());
    found.put("durationSeconds", duration.toMillis() / 1e3);
    found.put("streams", streams);
  }

  @Override
  public void ready(long nanos) {
    found.put("readyMillis", millis(nanos));
  }

  @Override
  public Progress progress(String name, Duration duration, LongSupplier bytes) {
    return () -> {};
  }

  @Override
  public void times(String key, String name, Latencies times) {
    found.put(
        key, new Times(millis(times.percentile(50)), millis(times.percentile(99)), times.count()));
  }

  @Override
  public void bytes(String name, Moved moved) {
    found.put(name, new Throughput(moved.bytesPerSecond(), moved.bytes(), moved.nanos() / 1e9));
  }

  @Override
  public void end() {
    out.println(new String(Json.write(found), StandardCharsets.UTF_8));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
