package io.turnpike.metric;

import java.util.HashMap;
import java.util.Map;

/// One number to be shown, as it is now.
///
/// @param name in Prometheus' form, without `_total`
/// @param help one sentence
/// @param labels few, of few values each
public record Sample(
    String name, Type type, String help, Map<String, String> labels, double value) {
  /// What the number does.
  public enum Type {
    /// Only grows.
    COUNTER,
    /// Goes up and down.
    GAUGE
  }

  public Sample {
    labels = Map.copyOf(labels);
  }

  public static Sample gauge(String name, String help, double value) {
    return new Sample(name, Type.GAUGE, help, Map.of(), value);
  }

  public static Sample gauge(String name, String help, long value) {
    return gauge(name, help, (double) value);
  }

  public static Sample counter(String name, String help, long value) {
    return new Sample(name, Type.COUNTER, help, Map.of(), (double) value);
  }

  /// The same with one label more.
  public Sample with(String label, String text) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(label, text);
    return new Sample(name, type, help, more, value);
  }

  /// The same with another value.
  public Sample of(long other) {
    return new Sample(name, type, help, labels, (double) other);
  }
}
