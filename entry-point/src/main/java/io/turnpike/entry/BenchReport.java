package io.turnpike.entry;

import io.turnpike.cli.EdgeConfig;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Where a [Bench] tells what it finds, as it goes. On its thread.
sealed interface BenchReport permits BenchText, BenchJson {
  static BenchReport text(PrintWriter out) {
    return new BenchText(out, isTerminal());
  }

  static BenchReport json(PrintWriter out) {
    return new BenchJson(out);
  }

  @SuppressWarnings("SystemConsoleNull") // null without a terminal, for that of java.base
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  void begin(EdgeConfig edge, Duration duration, int streams);

  /// There is a path.
  ///
  /// @param nanos since the first dial
  void ready(long nanos);

  /// A measurement begins; closing the result ends it.
  ///
  /// @param bytes moved so far, asked on any thread; stays 0 where none are counted
  Progress progress(String name, Duration duration, LongSupplier bytes);

  void times(String key, String name, Latencies times);

  void bytes(String name, Moved moved);

  /// All is measured.
  void end();

  /// Shows that a measurement is under way.
  interface Progress extends AutoCloseable {
    @Override
    void close();
  }

  /// What a throughput was computed from.
  record Moved(long bytes, long nanos, int streams) {
    long bytesPerSecond() {
      return (long) (bytes * 1e9 / nanos);
    }
  }
}
