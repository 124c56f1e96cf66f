package io.turnpike.net;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Bounds the log lines that a peer can cause: so many in each span of 10 s, then silence, and a
/// count of what was left out before the first line of a later span. Any thread.
public final class LogBudget {
  static final int LINES = 20;
  static final long SPAN_NANOS = 10_000_000_000L;

  private final int lines;
  private final LongSupplier clock;
  private long spanStart;
  private int used;

  public LogBudget() {
    this(LINES);
  }

  /// @param lines in each span
  public LogBudget(int lines) {
    this(lines, System::nanoTime);
  }

  /// @param clock in nanoseconds
  LogBudget(int lines, LongSupplier clock) {
    this.lines = lines;
    this.clock = clock;
    this.spanStart = clock.getAsLong();
  }

  public void info(Logger log, String format, @Nullable Object... arguments) {
    if (permits(log)) {
      log.info(format, arguments);
    }
  }

  /// Takes a line at level info of the budget, for who then logs it: where its words cost more than
  /// the line that is left out.
  public boolean permits(Logger log) {
    return log.isInfoEnabled() && take(log);
  }

  private synchronized boolean take(Logger log) {
    long now = clock.getAsLong();
    if (now - spanStart > SPAN_NANOS) {
      if (used > lines) {
        log.info("{} lines like the last ones were left out", used - lines);
      }
      spanStart = now;
      used = 0;
    }
    return ++used <= lines;
  }
}
