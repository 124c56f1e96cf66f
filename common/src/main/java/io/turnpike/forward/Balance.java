package io.turnpike.forward;

import java.util.Locale;

/// Which of several backends a connection goes to first.
public enum Balance {
  ROUND_ROBIN,
  LEAST_CONNECTIONS;

  /// @throws IllegalArgumentException with one line
  public static Balance parse(String text) {
    for (Balance balance : values()) {
      if (balance.toString().equals(text)) {
        return balance;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" (expected: round-robin or least-connections)");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
