package io.turnpike.entry;

import io.turnpike.cli.ExitCode;
import io.turnpike.cli.Invocation;
import io.turnpike.cli.LogLevel;
import io.turnpike.cli.Task;
import io.turnpike.cli.UserError;
import io.turnpike.value.Durations;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `entry-point bench`: how fast the path to the reverse-proxy is, measured with the sink there, by
/// connections that take the way of every user's.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchTask implements Task {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofHours(1);
  private static final int MOST_STREAMS = 256;

  @Option(
      names = "--duration",
      order = -3,
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "How long each of the four measurements lasts.")
  private Duration duration;

  @Option(
      names = "--streams",
      order = -2,
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many connections move bytes at the same time.")
  private int streams;

  @Option(names = "--json", order = -1, description = "The results as one line of JSON.")
  private boolean json;

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String description() {
    return "Measure round trip, new connections and throughput to the reverse-proxy and back.";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(this);
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    invocation.begin(this, LogLevel.WARN);
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw UserError.usage(
          "--duration: %s (expected: %s to %s)"
              .formatted(Durations.show(duration), Durations.show(LEAST), Durations.show(MOST)));
    }
    if (streams < 1 || streams > MOST_STREAMS) {
      throw UserError.usage("--streams: %d (expected: 1 to %d)".formatted(streams, MOST_STREAMS));
    }
    EntryPointConfig config = ((EntryPointCommand) invocation.command()).sinkConfig();
    BenchReport report =
        json ? BenchReport.json(invocation.out()) : BenchReport.text(invocation.out());
    report.begin(config.edge(), duration, streams);
    try (EntryPoint entryPoint = EntryPoint.start(config)) {
      new Bench(entryPoint, config.edge(), duration, report).run(streams);
      report.end();
      entryPoint.drain(); // or the far end would wait for the last streams to be resumed
      entryPoint.edge().awaitEnd();
    }
    return ExitCode.ENDED.code();
  }
}
