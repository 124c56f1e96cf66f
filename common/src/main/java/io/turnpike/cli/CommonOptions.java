package io.turnpike.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options of every command, to be mixed in.
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class CommonOptions {
  static final String CONFIG = "--config";
  static final String LOG_LEVEL = "--log-level";
  static final String LOG_FORMAT = "--log-format";

  @Option(
      names = CONFIG,
      order = 900,
      paramLabel = "FILE",
      description = "Read settings from this file: .json, .yaml or .toml.")
  private @Nullable Path config;

  @Option(
      names = LOG_LEVEL,
      order = 901,
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "How much to log: error, warn, info, debug or trace.")
  private LogLevel logLevel;

  @Option(
      names = LOG_FORMAT,
      order = 901,
      paramLabel = "FORMAT",
      defaultValue = "console",
      description = "How to log: console, for people, or json.")
  private LogFormat logFormat;

  @Option(
      names = {"-h", "--help"},
      order = 902,
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--version",
      order = 903,
      versionHelp = true,
      description = "Show the version and what it runs on.")
  private boolean version;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /// The settings of the command that was parsed.
  Effective effective() {
    return Effective.of(command.commandLine().getParseResult(), settings());
  }

  /// Fills in the options of `other` from the same command line and environment, and from the file
  /// as it is now; its level and format of the log hold at once.
  ///
  /// @throws UserError with one line when one cannot be read
  Effective readAgain(Object other) {
    List<String> args = command.commandLine().getParseResult().originalArgs();
    Settings again = settings().another();
    CommandLine line = Programs.commandLine(other, again);
    Effective next = Effective.parse(line, again, args.toArray(String[]::new));
    Programs.startLogging(line.getCommandSpec());
    return next;
  }

  private Settings settings() {
    return (Settings) command.commandLine().getDefaultValueProvider();
  }

  LogLevel logLevel() {
    return logLevel;
  }

  LogFormat logFormat() {
    return logFormat;
  }
}
