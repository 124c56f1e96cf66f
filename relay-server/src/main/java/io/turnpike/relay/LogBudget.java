package io.turnpike.relay;

import org.slf4j.Logger;

/// Bounds the log lines that strangers can cause: so many in each span of 10 s, then silence, and a
/// count of what was left out. Any thread.
final class LogBudget {
  private static final int LINES = 20;
  private static final long SPAN_NANOS = 10_000_000_000L;

  private long spanStart = System.nanoTime();
  private int used;

  void info(Logger log, String format, Object... arguments) {
    if (log.isInfoEnabled() && take(log)) {
      log.info(format, arguments);
    }
  }

  private synchronized boolean take(Logger log) {
    long now = System.nanoTime();
    if (now - spanStart > SPAN_NANOS) {
      if (used > LINES) {
        log.info("{} lines like the last ones were left out", used - LINES);
      }
      spanStart = now;
      used = 0;
    }
    return ++used <= LINES;
  }
}
