package io.turnpike.identity;

/// Something is wrong with a key, certificate or `authorized_keys` file, and the user can put it
/// right.
///
/// The message is one line that begins with the file (and the line in it, where there is one).
/// Checked, because a reload has to survive it and a start has to end with exit code 2.
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param where the file, or `file:line`
  /// @param problem what is wrong and what was expected, without a full stop
  public KeyFileException(Object where, String problem) {
    super(where + ": " + problem);
  }

  public KeyFileException(Object where, String problem, Throwable cause) {
    super(where + ": " + problem, cause);
  }
}
