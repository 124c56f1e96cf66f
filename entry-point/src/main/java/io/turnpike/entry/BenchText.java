package io.turnpike.entry;

import io.turnpike.cli.EdgeConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// One line for each result, for people. On a terminal a bar shows what is under way.
final class BenchText implements BenchReport {
  private final PrintWriter out;
  private final boolean bar;

  BenchText(PrintWriter out, boolean bar) {
    this.out = out;
    this.bar = bar;
  }

  @Override
  public void begin(EdgeConfig edge, Duration duration, int streams) {
    String relays = edge.relays().stream().map(Object::toString).collect(Collectors.joining(", "));
    print(line("path", "relay %s, group %s".formatted(relays, edge.group())));
  }

  @Override
  public void ready(long nanos) {
    print(line("ready", millis(nanos) + " for the first tunnel"));
  }

  @Override
  public Progress progress(String name, Duration duration, LongSupplier bytes) {
    return bar ? new BenchBar(out, name, duration, bytes) : () -> {};
  }

  @Override
  public void times(String key, String name, Latencies times) {
    String found =
        "p50 %s   p99 %s   of %d"
            .formatted(millis(times.percentile(50)), millis(times.percentile(99)), times.count());
    print(line(name, found));
  }

  @Override
  public void bytes(String name, Moved moved) {
    String found =
        "%s   %s in %s, connections: %d"
            .formatted(
                rate(moved.bytesPerSecond()),
                megabytes(moved.bytes()),
                String.format(Locale.ROOT, "%.2f s", moved.nanos() / 1e9),
                moved.streams());
    print(line(name, found));
  }

  @Override
  public void end() {}

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  private static String line(String name, String found) {
    return "%-16s %s".formatted(name, found);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  static String rate(long bytesPerSecond) {
    return String.format(
        Locale.ROOT, "%.1f MB/s (%.0f Mbit/s)", bytesPerSecond / 1e6, bytesPerSecond * 8 / 1e6);
  }
}
