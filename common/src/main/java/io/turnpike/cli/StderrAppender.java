package io.turnpike.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/// Prints each event to stderr as a [LogLine] or a [JsonLine]; any thread. One `print` for an event
/// keeps the lines of several threads apart.
final class StderrAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private volatile String program = "turnpike";
  private volatile LogFormat format = LogFormat.CONSOLE;

  void begin(String program, LogFormat format) {
    this.program = program;
    this.format = format;
  }

  @Override
  protected void append(ILoggingEvent event) {
    System.err.print(
        switch (format) {
          case CONSOLE -> LogLine.of(event, program);
          case JSON -> JsonLine.of(event, program);
        });
  }
}
