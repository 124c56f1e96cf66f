package io.turnpike.doctor;

import io.netty.util.NetUtil;
import io.turnpike.edge.EdgeTrial;
import io.turnpike.edge.RelayOrder;
import io.turnpike.forward.Route;
import io.turnpike.net.HostPort;
import io.turnpike.tunnel.EndReason;
import io.turnpike.tunnel.RelayTarget;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Goes the way of an entry-point's connection once: the names of its relays, each relay, through
/// it to a reverse-proxy, and from there to the destination of each route. Blocks; everything has a
/// limit.
final class Doctor {
  private static final Duration RESOLVED = Duration.ofSeconds(20);

  /// The far end's answer travels, and its time limit may be a little longer than ours.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Examined examined;
  private final EdgeTrial edge;
  private final Clock clock;
  private final Report report;
  private boolean tried;

  Doctor(Examined examined, EdgeTrial edge, Clock clock, Report report) {
    this.examined = examined;
    this.edge = edge;
    this.clock = clock;
    this.report = report;
  }

  void look() throws InterruptedException {
    List<RelayTarget> relays = new ArrayList<>();
    for (HostPort name : examined.edge().relays()) {
      relays.addAll(resolve(name));
    }
    for (RelayTarget relay : RelayOrder.first(relays, examined.edge())) {
      look(relay);
    }
    if (!tried) {
      skipRoutes();
    }
  }

  private List<RelayTarget> resolve(HostPort name) throws InterruptedException {
    Report.Section section = report.new Section(name.toString());
    try {
      List<InetAddress> addresses = Waiting.await(edge.resolve(name.host()), RESOLVED);
      List<String> shown = addresses.stream().map(NetUtil::toAddressString).distinct().toList();
      section.ok(Step.NAME, String.join(", ", shown));
      return shown.stream()
          .map(address -> new RelayTarget(name, new HostPort(address, name.port())))
          .toList();
    } catch (StepFailure e) {
      section.failed(
          Step.NAME,
          e.isLate()
              ? "name \"%s\" does not resolve within %d s"
                  .formatted(name.host(), RESOLVED.toSeconds())
              : EndReason.of(e.reason()),
          "correct the name in --server-address, or the DNS of this host");
      section.notTriedBehind(Step.NAME, Step.ROUND_TRIP);
      return List.of();
    }
  }

  private void look(RelayTarget relay) throws InterruptedException {
    Report.Section section = report.new Section(relay.toString());
    try (var visit = new RelayVisit(edge, relay, clock, section)) {
      visit.look(examined.edge().group());
      if (!tried && !visit.tunnels().all().isEmpty()) {
        tried = true;
        Duration limit = examined.edge().connectTimeout().plus(GRACE);
        new Destinations(visit.tunnels(), limit, report.new Section("")).look(examined.routes());
      }
    }
  }

  private void skipRoutes() {
    for (Route route : examined.routes()) {
      report.new Section("").notTried(Step.ROUTE, route.toString());
    }
  }
}
