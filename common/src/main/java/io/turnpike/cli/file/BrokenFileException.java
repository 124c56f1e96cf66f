package io.turnpike.cli.file;

/// A configuration file that cannot be read as its format; the message is one line that begins with
/// the file and, if there is one, the place in it.
public final class BrokenFileException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenFileException(String line) {
    super(line, null, false, false);
  }
}
