package io.turnpike.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/// Prints each event to stderr as a [LogLine]; any thread. One `print` for an event keeps the lines
/// of several threads apart.
final class StderrAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private volatile String program = "turnpike";

  void nameProgram(String name) {
    program = name;
  }

  @Override
  protected void append(ILoggingEvent event) {
    System.err.print(LogLine.of(event, program));
  }
}
