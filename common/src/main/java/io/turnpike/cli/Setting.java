package io.turnpike.cli;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/// An option as it holds.
///
/// @param values none when it is not set
/// @param origin where the values came from: the flag, a variable, `file:line:column: key`, or
///   `default`
record Setting(OptionSpec option, List<String> values, String origin) {
  static final String DEFAULT = "default";

  String name() {
    return option.longestName();
  }

  /// Whether both say the same, wherever that came from.
  boolean isSame(Setting other) {
    return values.equals(other.values);
  }

  /// For a line of the log.
  String shown() {
    return values.isEmpty() ? "(not set)" : String.join(",", values);
  }
}
