package io.turnpike.edge;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoopGroup;
import io.turnpike.admin.Subject;
import io.turnpike.forward.Traffic;
import io.turnpike.frame.Role;
import io.turnpike.metric.Flows;
import io.turnpike.metric.TimedSample;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.tunnel.RelayLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/// An edge, as its admin endpoint sees it. Any thread.
public final class EdgeSubject implements Subject {
  private static final int MOST_ROWS = 200;

  private final EdgeRuntime edge;
  private final EdgeParts parts;
  private final Own own;

  /// What one kind of edge adds.
  public interface Own {
    Traffic traffic();

    /// Where it listens, by route; in the order of the routes.
    Map<String, String> listeners();

    /// Connections that were not let in, or not dialled for, by reason.
    Map<String, Long> refused();
  }

  /// From now on connections are counted.
  public EdgeSubject(EdgeRuntime edge, Own own) {
    this.edge = edge;
    this.parts = edge.parts();
    this.own = own;
    own.traffic().watch();
  }

  /// An entry-point needs a tunnel that carries; a reverse-proxy a relay at which it can be found,
  /// since its tunnels are paired only when somebody comes.
  @Override
  public String unready() {
    if (parts.draining().getAsBoolean()) {
      return "draining";
    }
    boolean able =
        parts.role() == Role.ENTRY
            ? !edge.tunnels().all().isEmpty()
            : parts.links().stream().anyMatch(each -> each.link().isUp());
    return able ? "" : (parts.role() == Role.ENTRY ? "no secured tunnel" : "no relay") + why();
  }

  private String why() {
    List<String> problems =
        parts.links().stream()
            .filter(each -> !each.link().isUp() && !each.link().problem().isEmpty())
            .map(each -> each.path().relay() + ": " + each.link().problem())
            .toList();
    return problems.isEmpty() ? "" : ": " + String.join("; ", problems);
  }

  @Override
  public CompletableFuture<Look> look() {
    return links().thenCombine(own.traffic().look(MOST_ROWS), this::look);
  }

  private Look look(List<RelayLink.View> views, Flows.View<Traffic.Row> flows) {
    List<CarryingTunnel> tunnels = edge.tunnels().all();
    List<EdgeStatus.Relay> relays = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      relays.add(relay(parts.links().get(i).path(), views.get(i), tunnels));
    }
    var total = flows.total();
    var status =
        new EdgeStatus(
            parts.role().word(),
            parts.config().group(),
            parts.config().name(),
            parts.keys().identity().fingerprint(),
            parts.instance().toString(),
            Duration.between(Instant.now(), parts.keys().relayExpires()).toMinutes() / 1440.0,
            edge.sessions().count(),
            total.open(),
            total.begun(),
            parts.sessions().parked(),
            total.upBytes(),
            total.downBytes(),
            total.queuedBytes(),
            parts.links().stream().mapToLong(l -> l.link().counts().authenticationFailures()).sum(),
            own.refused(),
            relays,
            routes(flows),
            tunnels.stream().limit(MOST_ROWS).map(EdgeSubject::row).toList(),
            flows.rows().stream().limit(MOST_ROWS).toList());
    return new Look(status, new EdgeSamples(parts, status, tunnels).of(own.traffic(), total));
  }

  private List<EdgeStatus.Route> routes(Flows.View<Traffic.Row> flows) {
    List<EdgeStatus.Route> routes = new ArrayList<>();
    own.listeners()
        .forEach((route, address) -> {
          var sum = flows.of(route);
          routes.add(
              new EdgeStatus.Route(
                  route, address, sum.open(), sum.begun(), sum.upBytes(), sum.downBytes()));
        });
    return routes;
  }

  private static EdgeStatus.Relay relay(
      RelayPath path, RelayLink.View view, List<CarryingTunnel> tunnels) {
    List<CarryingTunnel> through =
        tunnels.stream().filter(tunnel -> tunnel.binding().path().equals(path)).toList();
    return new EdgeStatus.Relay(
        path.relay(),
        view.up(),
        view.since(),
        view.up() ? "" : view.problem(),
        view.serving(),
        path.roundTripNanos() / 1e6,
        view.waiting(),
        through.size(),
        (int) through.stream().filter(tunnel -> tunnel.load() == 0).count(),
        through.stream().mapToInt(CarryingTunnel::load).sum());
  }

  private static EdgeStatus.TunnelRow row(CarryingTunnel tunnel) {
    return new EdgeStatus.TunnelRow(
        tunnel.binding().name(),
        tunnel.binding().path().relay(),
        tunnel.binding().peer().toString(),
        tunnel.load(),
        tunnel.roundTripNanos() / 1e6,
        queued(tunnel),
        tunnel.isDraining());
  }

  static long queued(CarryingTunnel tunnel) {
    ChannelOutboundBuffer queue = tunnel.channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes(); // null once it is closed
  }

  /// As the home loop sees them, in their order.
  private CompletableFuture<List<RelayLink.View>> links() {
    try {
      return CompletableFuture.supplyAsync(
          () -> parts.links().stream().map(each -> each.link().view()).toList(), edge.home());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public List<TimedSample> timings() {
    List<TimedSample> timed = new ArrayList<>();
    timed.add(own.traffic().openings());
    for (EdgeParts.Linked each : parts.links()) {
      timed.add(
          new TimedSample(
              "turnpike_path_round_trip",
              "From edge to edge and back, through this relay.",
              Map.of("relay", each.path().relay()),
              each.path().roundTrips()));
    }
    return timed;
  }

  @Override
  public EventLoopGroup loops() {
    return Objects.requireNonNull(edge.home().parent());
  }
}
