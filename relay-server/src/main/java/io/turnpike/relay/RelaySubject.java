package io.turnpike.relay;

import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import io.turnpike.admin.Subject;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.metric.FlowSum;
import io.turnpike.metric.Flows;
import io.turnpike.metric.Tally;
import io.turnpike.metric.TimedSample;
import io.turnpike.stream.TunnelBinding;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A relay, as its admin endpoint sees it. Any thread.
final class RelaySubject implements Subject {
  private static final int MOST_ROWS = 200;

  private final RelayParts parts;
  private final EventLoopGroup loops;
  private final BooleanSupplier draining;

  /// One direction of a pair.
  private record Half(Pairing pairing, long upBytes, long downBytes) {}

  /// From now on bytes are counted.
  RelaySubject(RelayParts parts, EventLoopGroup loops, BooleanSupplier draining) {
    this.parts = parts;
    this.loops = loops;
    this.draining = draining;
    parts.pairings().flows().watch();
  }

  @Override
  public String unready() {
    return draining.getAsBoolean() ? "draining" : ""; // it listens before it is looked at
  }

  @Override
  public CompletableFuture<Look> look() {
    return parts
        .pairings()
        .flows()
        .look(each -> new Half(each.pairing(), each.upBytes(), each.downBytes()), 2 * MOST_ROWS)
        .thenApply(this::look);
  }

  private Look look(Flows.View<Half> flows) {
    FlowSum total = flows.total();
    List<ControlConnection> controls = parts.controls().all();
    List<Pairing> live = parts.pairings().live();
    List<TunnelEnd> waiting = parts.pairings().waitingEnds();
    Instant ends = parts.keys().now().certificate().expires();
    var status =
        new RelayStatus(
            Duration.between(Instant.now(), ends).toMinutes() / 1440.0,
            controls.size(),
            live.size(),
            parts.pairings().begun(),
            waiting.size(),
            parts.doorkeeper().strangers(),
            parts.doorkeeper().turnedAway(),
            parts.doorkeeper().failed(),
            total.upBytes(),
            total.downBytes(),
            total.queuedBytes(),
            refused(),
            groups(controls, live, waiting, flows),
            edges(controls, live, waiting),
            tunnels(flows.rows()));
    return new Look(status, RelaySamples.of(status));
  }

  private Map<String, Long> refused() {
    Map<String, Long> refused = new LinkedHashMap<>();
    parts.members().refused().each((RefusalCode code, Long n) -> refused.put(Tally.label(code), n));
    return refused;
  }

  private static List<RelayStatus.Group> groups(
      List<ControlConnection> controls,
      List<Pairing> live,
      List<TunnelEnd> waiting,
      Flows.View<Half> flows) {
    TreeSet<String> names = new TreeSet<>(flows.sums().keySet());
    controls.forEach(each -> names.add(each.group()));
    var entries = count(controls, Role.ENTRY);
    var reverses = count(controls, Role.REVERSE);
    var paired = count(live, Pairing::group);
    var pending = count(waiting, TunnelEnd::group);
    return names.stream()
        .limit(MOST_ROWS)
        .map(name ->
            new RelayStatus.Group(
                name,
                entries.getOrDefault(name, 0),
                reverses.getOrDefault(name, 0),
                paired.getOrDefault(name, 0),
                pending.getOrDefault(name, 0),
                flows.of(name).upBytes(),
                flows.of(name).downBytes()))
        .toList();
  }

  private static Map<String, Integer> count(List<ControlConnection> controls, Role role) {
    return count(
        controls.stream().filter(each -> each.role() == role).toList(), ControlConnection::group);
  }

  private static <T, K> Map<K, Integer> count(List<T> all, Function<T, K> by) {
    Map<K, Integer> counts = new HashMap<>();
    all.forEach(each -> counts.merge(by.apply(each), 1, Integer::sum));
    return counts;
  }

  private static List<RelayStatus.Edge> edges(
      List<ControlConnection> controls, List<Pairing> live, List<TunnelEnd> waiting) {
    var paired = count(live, each -> each.entry().instance());
    paired.putAll(count(live, each -> each.reverse().instance()));
    var pending = count(waiting, TunnelEnd::instance);
    return controls.stream()
        .limit(MOST_ROWS)
        .map(each ->
            edge(
                each,
                paired.getOrDefault(each.instance(), 0),
                pending.getOrDefault(each.instance(), 0)))
        .toList();
  }

  private static RelayStatus.Edge edge(ControlConnection control, int paired, int waiting) {
    return new RelayStatus.Edge(
        control.group(),
        control.role().word(),
        control.name(),
        control.instance().toString(),
        control.member().identity().fingerprint(),
        control.member().channel().remoteAddress() instanceof InetSocketAddress from
            ? NetUtil.toSocketAddressString(from)
            : "",
        control.since(),
        paired,
        waiting);
  }

  private static List<RelayStatus.TunnelRow> tunnels(List<Half> halves) {
    Map<Pairing, RelayStatus.TunnelRow> rows = new LinkedHashMap<>();
    for (Half half : halves) {
      Pairing pair = half.pairing();
      var before = rows.get(pair);
      rows.put(
          pair,
          new RelayStatus.TunnelRow(
              TunnelBinding.name(pair.tunnel()),
              pair.group(),
              name(pair.entry()),
              name(pair.reverse()),
              half.upBytes() + (before == null ? 0 : before.upBytes()),
              half.downBytes() + (before == null ? 0 : before.downBytes())));
    }
    return rows.values().stream().limit(MOST_ROWS).toList();
  }

  private static String name(TunnelEnd end) {
    String name = end.member().hello().name();
    return name.isEmpty() ? end.instance().toString() : name;
  }

  @Override
  public List<TimedSample> timings() {
    return List.of();
  }

  @Override
  public EventLoopGroup loops() {
    return loops;
  }
}
