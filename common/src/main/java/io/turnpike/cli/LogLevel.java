package io.turnpike.cli;

import java.util.Locale;

/// How much a program logs; each level includes the ones before it.
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  /// Reads a level in any case.
  ///
  /// @throws IllegalArgumentException with one line
  public static LogLevel parse(String text) {
    for (LogLevel level : values()) {
      if (level.name().equalsIgnoreCase(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" (expected: error, warn, info, debug or trace)");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
