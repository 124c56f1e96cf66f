package io.turnpike.admin;

import io.netty.channel.EventLoopGroup;
import io.turnpike.metric.Sample;
import io.turnpike.metric.TimedSample;
import io.turnpike.metric.Timings;
import io.turnpike.net.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A program that does nothing, with an answer for each question.
final class FakeSubject implements Subject, AutoCloseable {
  final EventLoopGroup loops = Transport.NIO.newGroup("fake", 1);
  final Timings trips = new Timings();
  volatile String unready = "";
  volatile long bytes = 1;
  volatile CompletableFuture<Void> patience = CompletableFuture.completedFuture(null);

  record Status(long bytes, Map<String, Long> refused, List<Row> rows) {}

  record Row(String name, double millis, boolean up) {}

  @Override
  public String unready() {
    return unready;
  }

  @Override
  public CompletableFuture<Look> look() {
    return patience.thenApply(waited ->
        new Look(
            new Status(bytes, Map.of("denied", 3L), List.of(new Row("a\"b", 1.25, true))),
            List.of(
                Sample.counter("turnpike_bytes", "Bytes.", bytes).with("direction", "up"),
                Sample.gauge("turnpike_streams_open", "Open.", 7))));
  }

  @Override
  public List<TimedSample> timings() {
    return List.of(
        new TimedSample("turnpike_path_round_trip", "Trips.", Map.of("relay", "r:1"), trips));
  }

  @Override
  public EventLoopGroup loops() {
    return loops;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
