package io.turnpike.cli;

import java.util.function.Supplier;

/// Ends a program with one line for its user: what, where, and what was expected. Without a stack
/// trace, because the line says it all.
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public UserError(ExitCode exitCode, String line) {
    super(line, null, false, false);
    this.exitCode = exitCode;
  }

  /// Wrong command line or configuration.
  public static UserError usage(String line) {
    return new UserError(ExitCode.USAGE, line);
  }

  /// Failed while running.
  public static UserError failed(String line) {
    return new UserError(ExitCode.FAILED, line);
  }

  /// What `parse` reads for an option.
  ///
  /// @throws UserError with the option in front of what `parse` says about it
  public static <T> T unless(String option, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /// The one line.
  public String line() {
    return String.valueOf(getMessage());
  }
}
