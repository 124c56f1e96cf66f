package io.turnpike.cli;

/// How a program ended, as its caller sees it.
public enum ExitCode {
  /// It did what it was asked to, or was drained.
  ENDED(0),
  /// It started and then failed, or was told to stop at once while it drained.
  FAILED(1),
  /// The command line, the environment, a configuration file or a key file is wrong.
  USAGE(2);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
