package io.turnpike.forward.filter;

import java.util.Locale;

/// Which way bytes go.
public enum Direction {
  /// From the source to the destination.
  UP,
  /// From the destination to the source.
  DOWN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
