package io.turnpike.forward.filter;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An option that may be given for each direction, `up=…` and `down=…`, or for both in one key.
final class Limits {
  private Limits() {}

  /// @param both the key for both; empty for none
  /// @throws IllegalArgumentException when none of the keys is there
  static <T> Map<Direction, T> of(String both, Function<String, Optional<T>> read) {
    Map<Direction, T> values = new EnumMap<>(Direction.class);
    if (!both.isEmpty()) {
      read.apply(both)
          .ifPresent(value -> {
            values.put(Direction.UP, value);
            values.put(Direction.DOWN, value);
          });
    }
    for (Direction direction : Direction.values()) {
      read.apply(direction.toString()).ifPresent(value -> values.put(direction, value));
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "neither up nor down (expected: "
              + (both.isEmpty() ? "" : both + "=…, ")
              + "up=… or down=…)");
    }
    return values;
  }
}
