package io.turnpike.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.turnpike.net.PassEnd;

/// Prints each event to stderr as a [LogLine] or a [JsonLine]; any thread.
///
/// What an event loop logs in one pass leaves in one write, at the end of the pass: a loop that has
/// nothing more to do holds nothing back. A warning leaves at once, with all that was before it.
final class StderrAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final StderrLines lines = new StderrLines();
  private final Runnable flush = lines::flush;
  private volatile String program = "turnpike";
  private volatile LogFormat format = LogFormat.CONSOLE;

  void begin(String program, LogFormat format) {
    this.program = program;
    this.format = format;
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean waits = !event.getLevel().isGreaterOrEqual(Level.WARN) && PassEnd.run(flush);
    lines.add(
        switch (format) {
          case CONSOLE -> LogLine.of(event, program);
          case JSON -> JsonLine.of(event, program);
        },
        waits);
  }

  /// Nobody may wait any longer: the process ends.
  void flush() {
    lines.flush();
  }
}
