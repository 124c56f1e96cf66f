package io.turnpike.forward.filter;

import io.turnpike.value.Durations;
import io.turnpike.value.Rates;
import io.turnpike.value.Sizes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The `key=value,…` of one `--filter`. A key is gone once it has been asked for; what is left at
/// the end was not expected.
public final class FilterOptions {
  private final Map<String, String> values;

  private FilterOptions(Map<String, String> values) {
    this.values = values;
  }

  /// Reads `key=value,key=value`; a value may contain `=` and `:`, a lone key has an empty value.
  ///
  /// @throws IllegalArgumentException with one line
  public static FilterOptions parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      if (key.isEmpty() || values.put(key, equals < 0 ? "" : part.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("\"" + part + "\" (expected: key=value, each key once)");
      }
    }
    return new FilterOptions(values);
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(values.remove(key));
  }

  /// Of the form `250ms`.
  public Optional<Duration> duration(String key) {
    return read(key, Durations::parse);
  }

  /// Of the form `64KiB`.
  public Optional<Long> bytes(String key) {
    return read(key, Sizes::parse);
  }

  /// Of the form `10MB/s`.
  public Optional<Long> bytesPerSecond(String key) {
    return read(key, Rates::parse);
  }

  private <T> Optional<T> read(String key, Function<String, T> parser) {
    try {
      return text(key).map(parser);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + "=" + e.getMessage(), e);
    }
  }

  /// @throws IllegalArgumentException when a key is left that nobody has asked for
  void requireNoOther() {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException("\"" + values.keySet().iterator().next() + "\" is no key");
    }
  }
}
