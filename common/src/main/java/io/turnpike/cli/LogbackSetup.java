package io.turnpike.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.Optional;

/// Sets logback up before its first event, in code: no configuration file is looked for or read.
/// Logback finds this class through `META-INF/services`.
public final class LogbackSetup extends ContextAwareBase implements Configurator {
  private static final String APPENDER = "stderr";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    StderrAppender appender = new StderrAppender();
    appender.setContext(context);
    appender.setName(APPENDER);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    level(context, LogLevel.INFO);
    // Somebody who listens, or logback prepares to print its own state: it reads the time zones.
    context.getStatusManager().add(new NopStatusListener());
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void program(LoggerContext context, String program, LogFormat format) {
    appender(context).ifPresent(appender -> appender.begin(program, format));
  }

  static void flush(LoggerContext context) {
    appender(context).ifPresent(StderrAppender::flush);
  }

  private static Optional<StderrAppender> appender(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
            instanceof StderrAppender appender
        ? Optional.of(appender)
        : Optional.empty();
  }

  static void level(LoggerContext context, LogLevel level) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(levelOf(level));
    // Netty explains itself at length on debug, which is of no use to ours.
    Level netty = level == LogLevel.ERROR ? Level.ERROR : Level.WARN;
    context.getLogger("io.netty").setLevel(netty);
  }

  private static Level levelOf(LogLevel level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
