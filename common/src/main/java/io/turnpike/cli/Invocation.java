package io.turnpike.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// A program's command line behind the name of a [Task].
///
/// @param command whose options it has
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Invocation(
    ServiceCommand command,
    String[] args,
    Function<String, @Nullable String> environment,
    PrintWriter out,
    PrintWriter err) {
  /// How the user calls it: `entry-point`.
  public String program() {
    return Programs.nameOf(command);
  }

  /// Fills in the options of the command.
  ///
  /// @return what they are, and from where
  /// @throws UserError with one line when one cannot be read
  Effective parse() {
    return Effective.parse(command, environment, args);
  }

  /// Fills in the options of the command and those of `task` itself, and has the log go by them.
  ///
  /// @param level of the log, unless the user says otherwise
  /// @throws UserError with one line when one cannot be read
  public void begin(Task task, LogLevel level) {
    Settings settings = new Settings(environment);
    CommandLine line = Programs.commandLine(command, settings);
    Tasks.addOptions(task, line.getCommandSpec());
    Effective effective = Effective.parse(line, settings, args);
    Programs.startLogging(line.getCommandSpec());
    if (effective.of(CommonOptions.LOG_LEVEL).origin().equals(Setting.DEFAULT)) {
      Logging.level(level);
    }
  }
}
