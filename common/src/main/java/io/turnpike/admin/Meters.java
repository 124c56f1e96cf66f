package io.turnpike.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.turnpike.metric.Sample;
import io.turnpike.metric.TimedSample;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// The numbers of a program as Prometheus reads them, through Micrometer. Any thread.
final class Meters {
  private static final Duration[] BUCKETS =
      DoubleStream.of(0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(millis -> Duration.ofNanos((long) (millis * 1_000_000)))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Key, Cell> cells = new HashMap<>();

  private record Key(String name, Map<String, String> labels) {}

  /// Where a meter finds its number.
  private static final class Cell {
    private volatile double value;

    double value() {
      return value;
    }
  }

  /// Listens to what is measured from now on.
  void time(List<TimedSample> timed) {
    for (TimedSample each : timed) {
      Timer timer =
          Timer.builder(each.name())
              .description(each.help())
              .tags(tags(each.labels()))
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      each.timings().listen(nanos -> timer.record(Duration.ofNanos(nanos)));
    }
  }

  /// Takes over what the samples say, and writes everything in Prometheus' text form.
  synchronized String scrape(List<Sample> samples) {
    for (Sample sample : samples) {
      cells.computeIfAbsent(new Key(sample.name(), sample.labels()), key -> register(sample))
              .value =
          sample.value();
    }
    return registry.scrape();
  }

  private Cell register(Sample sample) {
    var cell = new Cell();
    switch (sample.type()) {
      case GAUGE ->
          Gauge.builder(sample.name(), cell, Cell::value)
              .description(sample.help())
              .tags(tags(sample.labels()))
              .strongReference(true)
              .register(registry);
      case COUNTER ->
          FunctionCounter.builder(sample.name(), cell, Cell::value)
              .description(sample.help())
              .tags(tags(sample.labels()))
              .register(registry);
    }
    return cell;
  }

  private static Tags tags(Map<String, String> labels) {
    return Tags.of(
        labels.entrySet().stream().map(each -> Tag.of(each.getKey(), each.getValue())).toList());
  }
}
