package io.turnpike.cli.file;

/// Where something stands in a file; both count from 1.
public record Place(int line, int column) {
  static final Place BEGIN = new Place(1, 1);

  /// As editors understand it behind the name of a file.
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
