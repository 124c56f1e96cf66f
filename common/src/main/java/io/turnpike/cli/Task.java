package io.turnpike.cli;

import java.util.Map;
import java.util.Optional;

/// What a program does instead of running, with the same options: `PROGRAM NAME [OPTIONS]`.
public interface Task {
  /// The first word of the command line.
  String name();

  /// One sentence for `--help`.
  String description();

  /// Options of its own beside those of the program, for picocli to fill in.
  default Optional<Object> options() {
    return Optional.empty();
  }

  /// What its exit codes mean, where they are others than those of every program.
  default Map<String, String> exitCodes() {
    return Map.of();
  }

  /// @return the exit code
  /// @throws Exception as a command may: [UserError] with a line, anything else is a fault
  int run(Invocation invocation) throws Exception;
}
