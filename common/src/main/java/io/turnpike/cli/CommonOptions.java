package io.turnpike.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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

  LogLevel logLevel() {
    return logLevel;
  }

  LogFormat logFormat() {
    return logFormat;
  }
}
