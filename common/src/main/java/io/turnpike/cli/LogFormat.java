package io.turnpike.cli;

import java.util.Locale;

/// How a program writes its log.
public enum LogFormat {
  /// For people: [LogLine].
  CONSOLE,
  /// For machines: [JsonLine].
  JSON;

  /// Reads a format in any case.
  ///
  /// @throws IllegalArgumentException with one line
  public static LogFormat parse(String text) {
    for (LogFormat format : values()) {
      if (format.name().equalsIgnoreCase(text)) {
        return format;
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" (expected: console or json)");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
