package io.turnpike.metric;

import java.util.Map;

/// Times to be shown as a histogram.
///
/// @param name in Prometheus' form, without `_seconds`
public record TimedSample(String name, String help, Map<String, String> labels, Timings timings) {
  public TimedSample {
    labels = Map.copyOf(labels);
  }
}
