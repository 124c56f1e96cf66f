package io.turnpike.proxy;

import io.netty.channel.EventLoopGroup;
import io.turnpike.admin.Subject;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Traffic;
import io.turnpike.metric.Flows;
import io.turnpike.metric.Sample;
import io.turnpike.metric.Tally;
import io.turnpike.metric.TimedSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A tcp-proxy, as its admin endpoint sees it. Any thread.
final class ProxySubject implements Subject {
  private static final int MOST_ROWS = 200;

  private final Traffic traffic;
  private final Tally<Admission.Verdict> verdicts;
  private final Supplier<Map<String, String>> listeners;
  private final EventLoopGroup loops;
  private final BooleanSupplier draining;

  /// From now on connections are counted.
  ///
  /// @param listeners address by route
  ProxySubject(
      Traffic traffic,
      Tally<Admission.Verdict> verdicts,
      Supplier<Map<String, String>> listeners,
      EventLoopGroup loops,
      BooleanSupplier draining) {
    this.traffic = traffic;
    this.verdicts = verdicts;
    this.listeners = listeners;
    this.loops = loops;
    this.draining = draining;
    traffic.watch();
  }

  @Override
  public String unready() {
    return draining.getAsBoolean() ? "draining" : ""; // it listens before it is looked at
  }

  @Override
  public CompletableFuture<Look> look() {
    return traffic.look(MOST_ROWS).thenApply(this::look);
  }

  private Look look(Flows.View<Traffic.Row> flows) {
    var total = flows.total();
    Map<String, Long> refused = refused();
    List<ProxyStatus.Route> routes = new ArrayList<>();
    listeners
        .get()
        .forEach((route, address) -> {
          var sum = flows.of(route);
          routes.add(
              new ProxyStatus.Route(
                  route, address, sum.open(), sum.begun(), sum.upBytes(), sum.downBytes()));
        });
    List<Sample> samples = new ArrayList<>(traffic.samples(total));
    refused.forEach((reason, count) ->
        samples.add(
            Sample.counter("turnpike_refused", "Connections refused, by reason.", count)
                .with("reason", reason)));
    return new Look(
        new ProxyStatus(
            total.open(),
            total.begun(),
            total.upBytes(),
            total.downBytes(),
            refused,
            routes,
            flows.rows().stream().limit(MOST_ROWS).toList()),
        samples);
  }

  private Map<String, Long> refused() {
    Map<String, Long> refused = new LinkedHashMap<>();
    verdicts.each((verdict, count) -> {
      if (verdict != Admission.Verdict.ADMITTED) {
        refused.put(Tally.label(verdict), count);
      }
    });
    return refused;
  }

  @Override
  public List<TimedSample> timings() {
    return List.of(traffic.openings());
  }

  @Override
  public EventLoopGroup loops() {
    return loops;
  }
}
