package io.turnpike.forward;

import io.turnpike.frame.ResetCode;
import io.turnpike.metric.Flow;
import io.turnpike.metric.FlowSum;
import io.turnpike.metric.Flows;
import io.turnpike.metric.Sample;
import io.turnpike.metric.Tally;
import io.turnpike.metric.TimedSample;
import io.turnpike.metric.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/// The connections of a program: which are open, what they moved, how fast they were there and how
/// they ended. Any thread.
public final class Traffic {
  private final Flows<Connection> open = new Flows<>();
  private final Timings opening = new Timings();
  private final Tally<Ended> ended = new Tally<>(Ended.class);
  private final Tally<ResetCode> reset = new Tally<>(ResetCode.class);
  private final Tally<Tunnel> tunnels = new Tally<>(Tunnel.class);
  private final LongAdder withoutTunnel = new LongAdder();
  private final String noun;

  /// @param noun what a metric calls a connection: `streams` where it goes through a tunnel
  public Traffic(String noun) {
    this.noun = noun;
  }

  /// A connection, as it is shown.
  ///
  /// @param conn the connection id, as in the log
  /// @param tunnel its first; empty without
  public record Row(
      String conn,
      String source,
      String route,
      String destination,
      String tunnel,
      long seconds,
      long upBytes,
      long downBytes) {}

  /// An open connection. On its loop.
  interface Connection extends Flow {
    Row row();
  }

  /// How a connection ended on this side.
  enum Ended {
    FINISHED,
    ABORTED,
    CUT
  }

  /// What a new connection found.
  enum Tunnel {
    IDLE,
    SHARED,
    WAITED
  }

  Flows<Connection> open() {
    return open;
  }

  Timings opening() {
    return opening;
  }

  void ended(StreamEnd end) {
    switch (end) {
      case StreamEnd.InOrder _ -> ended.add(Ended.FINISHED);
      case StreamEnd.SocketFailed _ -> ended.add(Ended.ABORTED);
      case StreamEnd.FarReset(ResetCode code) -> reset.add(code);
      case StreamEnd.Cut _ -> ended.add(Ended.CUT);
    }
  }

  void ended(Ended how) {
    ended.add(how);
  }

  /// The destination could not be reached, or not be dialled for.
  void reset(ResetCode code) {
    reset.add(code);
  }

  void found(Tunnel what) {
    tunnels.add(what);
  }

  /// A connection was reset because there was no tunnel.
  void foundNone() {
    withoutTunnel.increment();
  }

  /// From now on connections are counted.
  public void watch() {
    open.watch();
  }

  /// How long connections took to be there.
  public TimedSample openings() {
    return new TimedSample(
        "turnpike_" + noun + "_open_time",
        "How long it took until the destination was connected.",
        Map.of(),
        opening);
  }

  /// What is open, `mostRows` of each loop.
  public CompletableFuture<Flows.View<Row>> look(int mostRows) {
    return open.look(Connection::row, mostRows);
  }

  /// How often a connection was refused here for that reason.
  public long refused(ResetCode code) {
    return reset.of(code);
  }

  /// The numbers.
  public List<Sample> samples(FlowSum sum) {
    List<Sample> samples = new ArrayList<>();
    samples.add(gauge("_open", "Open now.", sum.open()));
    samples.add(counter("", "Begun since the start.", sum.begun()));
    Sample bytes =
        Sample.counter(
            "turnpike_bytes", "Bytes moved; up is from source to destination.", sum.upBytes());
    samples.add(bytes.with("direction", "up"));
    samples.add(bytes.of(sum.downBytes()).with("direction", "down"));
    ended.each((how, count) -> samples.add(endedSample(Tally.label(how), count)));
    reset.each((code, count) -> {
      if (code != ResetCode.ABORTED) {
        samples.add(endedSample(Tally.label(code), count));
      }
    });
    return samples;
  }

  private Sample gauge(String suffix, String help, long value) {
    return Sample.gauge("turnpike_" + noun + suffix, help, value);
  }

  private Sample counter(String suffix, String help, long value) {
    return Sample.counter("turnpike_" + noun + suffix, help, value);
  }

  /// ABORTED is a socket that failed, here or at the other end.
  private Sample endedSample(String reason, long count) {
    long all = reason.equals("aborted") ? count + reset.of(ResetCode.ABORTED) : count;
    return counter("_ended", "Ended since the start, by how.", all).with("reason", reason);
  }

  /// The numbers of who takes tunnels from a pool.
  public List<Sample> poolSamples() {
    List<Sample> samples = new ArrayList<>();
    Sample requests =
        Sample.counter(
            "turnpike_pool_requests",
            "New streams by the tunnel they found: idle is a hit, the others are misses.",
            withoutTunnel.sum());
    samples.add(requests.with("found", "none"));
    tunnels.each((what, count) -> samples.add(requests.of(count).with("found", Tally.label(what))));
    return samples;
  }
}
