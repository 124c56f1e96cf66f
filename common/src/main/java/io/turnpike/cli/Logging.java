package io.turnpike.cli;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/// The log of this process: one line an event to stderr, see [LogLine].
public final class Logging {
  private Logging() {}

  /// Names the program in every line from now on, and says how much is logged. [Programs] does this
  /// before it runs a command; without it the level is info.
  public static void start(String program, LogLevel level) {
    start(program, level, LogFormat.CONSOLE);
  }

  /// As [#start(String, LogLevel)], in a format.
  static void start(String program, LogLevel level, LogFormat format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LogbackSetup.program(context, program, format);
      LogbackSetup.level(context, level);
    }
  }

  /// Writes what waits for the end of a loop's pass; before the process ends.
  static void flush() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LogbackSetup.flush(context);
    }
  }

  static void level(LogLevel level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LogbackSetup.level(context, level);
    }
  }
}
