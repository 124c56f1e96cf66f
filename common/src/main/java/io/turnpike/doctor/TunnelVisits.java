package io.turnpike.doctor;

import io.netty.handler.ssl.SslHandler;
import io.turnpike.frame.Frame;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tls.PeerIdentity;
import io.turnpike.tunnel.LinkProblem;
import io.turnpike.tunnel.LinkTrial;
import io.turnpike.tunnel.LinkTrial.Reached;
import io.turnpike.tunnel.TunnelState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Goes through a relay to each reverse-proxy that it names: paired, secured, bound, and its clock;
/// then the round trips. Blocks.
final class TunnelVisits {
  private static final Duration PAIRED = Duration.ofSeconds(10);
  private static final Duration PONG = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 10;

  private final LinkTrial link;
  private final RelayPath path;
  private final TunnelChooser tunnels;
  private final Clock clock;
  private final Report.Section section;

  TunnelVisits(
      LinkTrial link, RelayPath path, TunnelChooser tunnels, Clock clock, Report.Section section) {
    this.link = link;
    this.path = path;
    this.tunnels = tunnels;
    this.clock = clock;
    this.section = section;
  }

  /// @param relayNanos the round trip to the relay
  void look(List<Frame.Server> servers, long relayNanos) throws InterruptedException {
    for (Frame.Server server : servers) {
      look(server);
    }
    if (tunnels.all().isEmpty()) {
      section.notTried(Step.ROUND_TRIP, "");
    } else {
      roundTrip(relayNanos);
    }
  }

  private void look(Frame.Server server) throws InterruptedException {
    LinkTrial.Steps steps = link.tunnel(server.instance());
    String name = server.name();
    Reached<TunnelState> paired;
    Reached<TunnelState> pending;
    try {
      pending = Waiting.await(steps.pending(), RelayVisit.BACKSTOP);
      paired = Waiting.await(steps.paired(), PAIRED);
    } catch (StepFailure e) {
      notPaired(name, e);
      return;
    }
    try {
      Reached<TunnelState> carrying = Waiting.await(steps.carrying(), RelayVisit.BACKSTOP);
      CarryingTunnel tunnel = tunnels.all().getLast();
      section.ok(
          Step.TUNNEL,
          name,
          "paired after %s, secured and bound after %s more; the reverse-proxy is %s"
              .formatted(
                  Millis.of(paired.nanos() - pending.nanos()),
                  Millis.of(carrying.nanos() - paired.nanos()),
                  tunnel.binding().peerIdentity()));
      farClock(name, tunnel);
    } catch (StepFailure e) {
      LinkProblem problem = link.problemAtFarEnd(e.reason(), clock.instant());
      Step step = problem.leg() == LinkProblem.Leg.CLOCK ? Step.FAR_CLOCK : Step.TUNNEL;
      if (step == Step.FAR_CLOCK) {
        section.ok(Step.TUNNEL, name, "paired");
      }
      section.failed(step, name, problem.cause(), problem.remedy());
      if (step == Step.TUNNEL) {
        section.notTried(Step.FAR_CLOCK, name);
      }
    }
  }

  private void notPaired(String name, StepFailure failure) {
    if (failure.isLate()) {
      section.failed(
          Step.TUNNEL,
          name,
          "the reverse-proxy has taken no tunnel within %d ms".formatted(PAIRED.toMillis()),
          "look at the reverse-proxy: it hangs, cannot open more connections to the relay, or is at"
              + " its --max-tunnels");
    } else {
      LinkProblem problem = link.problemAtRelay(failure.reason(), clock.instant());
      section.failed(Step.TUNNEL, name, problem.cause(), problem.remedy());
    }
    section.notTried(Step.FAR_CLOCK, name);
  }

  /// A leaf is made at the start and each day: it is at most a day old by the clock of its maker.
  private void farClock(String name, CarryingTunnel tunnel) {
    SslHandler tls = tunnel.channel().pipeline().get(SslHandler.class);
    if (tls == null) {
      section.notTried(Step.FAR_CLOCK, name);
      return;
    }
    Instant now = clock.instant();
    ClockDifference difference = ClockDifference.of(PeerIdentity.leafMadeAt(tls), now);
    if (difference.isSmall()) {
      section.ok(Step.FAR_CLOCK, name, difference.toString());
    } else {
      section.warning(
          Step.FAR_CLOCK,
          name,
          difference.toString(),
          "set the clock of this host (it says %s), or that of the reverse-proxy: timedatectl set-ntp true"
              .formatted(now.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  private void roundTrip(long relayNanos) throws InterruptedException {
    long until = System.nanoTime() + PONG.toNanos();
    while (path.roundTripNanos() == 0 && System.nanoTime() < until && !tunnels.all().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    long far = path.roundTripNanos();
    if (far == 0) {
      section.failed(
          Step.ROUND_TRIP,
          "the reverse-proxy does not answer a PING within %d ms".formatted(PONG.toMillis()),
          "look at the reverse-proxy: it hangs, or the path loses everything");
    } else {
      section.ok(
          Step.ROUND_TRIP,
          "%s to the relay, %s through it to the reverse-proxy"
              .formatted(Millis.of(relayNanos), Millis.of(far)));
    }
  }
}
