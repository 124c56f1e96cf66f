package io.turnpike.entry;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A bar that grows with the time of a measurement, on the last line of a terminal; gone when it is
/// closed. Draws on a thread of its own.
final class BenchBar implements BenchReport.Progress {
  private static final int WIDTH = 30;
  private static final long PERIOD_MILLIS = 100;
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter out;
  private final String name;
  private final long wholeNanos;
  private final LongSupplier bytes;
  private final long beganNanos = System.nanoTime();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  BenchBar(PrintWriter out, String name, Duration duration, LongSupplier bytes) {
    this.out = out;
    this.name = name;
    this.wholeNanos = duration.toNanos();
    this.bytes = bytes;
    var _ = timer.scheduleAtFixedRate(this::draw, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void draw() {
    out.print(ERASE + text(System.nanoTime() - beganNanos));
    out.flush();
  }

  /// The line, so long after the beginning.
  String text(long nanos) {
    int full = (int) Math.min(WIDTH, nanos * WIDTH / wholeNanos);
    String bar = "#".repeat(full) + "-".repeat(WIDTH - full);
    long moved = bytes.getAsLong();
    String rate = moved == 0 ? "" : "  " + BenchText.rate((long) (moved * 1e9 / nanos));
    return "%-16s [%s]%s".formatted(name, bar, rate);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    timer.close();
    out.print(ERASE);
    out.flush();
  }
}
