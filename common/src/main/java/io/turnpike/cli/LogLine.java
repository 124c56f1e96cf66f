package io.turnpike.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// One event as one line: `2026-01-02T03:04:05.678Z INFO entry-point message key=value`.
///
/// A library's logger is named at the end; an exception follows with its stack. The time is put
/// together by hand, because `java.time.format` would cost a tenth of the start-up.
final class LogLine {
  private static final String OWN_LOGGERS = "io.turnpike.";
  private static final long MILLIS_PER_DAY = 86_400_000;

  private LogLine() {}

  static String of(ILoggingEvent event, String program) {
    StringBuilder out = new StringBuilder(160);
    appendTime(out, event.getTimeStamp());
    String level = event.getLevel().toString();
    out.append(' ').append(level).append(" ".repeat(6 - level.length()));
    out.append(program).append("  ");
    LogText.append(out, String.valueOf(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        appendPair(out, pair.key, String.valueOf(pair.value));
      }
    }
    if (!event.getLoggerName().startsWith(OWN_LOGGERS)) {
      appendPair(out, "logger", event.getLoggerName());
    }
    out.append(System.lineSeparator());
    appendThrowable(out, "", event.getThrowableProxy());
    return out.toString();
  }

  /// RFC 3339, UTC, with milliseconds.
  static void appendTime(StringBuilder out, long epochMillis) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, MILLIS_PER_DAY));
    int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
    appendNumber(out, date.getYear(), 4).append('-');
    appendNumber(out, date.getMonthValue(), 2).append('-');
    appendNumber(out, date.getDayOfMonth(), 2).append('T');
    appendNumber(out, millis / 3_600_000, 2).append(':');
    appendNumber(out, millis / 60_000 % 60, 2).append(':');
    appendNumber(out, millis / 1000 % 60, 2).append('.');
    appendNumber(out, millis % 1000, 3).append('Z');
  }

  private static StringBuilder appendNumber(StringBuilder out, int number, int width) {
    for (int unit = width == 2 ? 10 : width == 3 ? 100 : 1000; unit > 0; unit /= 10) {
      out.append((char) ('0' + number / unit % 10));
    }
    return out;
  }

  private static void appendPair(StringBuilder out, String key, String value) {
    out.append(' ').append(key).append('=');
    LogText.appendValue(out, value);
  }

  private static void appendThrowable(
      StringBuilder out, String prefix, @Nullable IThrowableProxy throwable) {
    if (throwable == null) {
      return;
    }
    out.append(prefix).append(throwable.getClassName());
    String message = throwable.getMessage();
    if (message != null) {
      LogText.append(out.append(": "), message);
    }
    out.append(System.lineSeparator());
    StackTraceElementProxy[] frames = throwable.getStackTraceElementProxyArray();
    int shown = frames.length - throwable.getCommonFrames();
    for (int i = 0; i < shown; i++) {
      out.append("    ").append(frames[i].getSTEAsString()).append(System.lineSeparator());
    }
    if (!throwable.isCyclic()) {
      appendThrowable(out, "caused by: ", throwable.getCause());
    }
  }
}
