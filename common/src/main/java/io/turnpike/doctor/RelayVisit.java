package io.turnpike.doctor;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.turnpike.edge.EdgeTrial;
import io.turnpike.frame.Frame;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tls.CertificateInfo;
import io.turnpike.tunnel.LinkProblem;
import io.turnpike.tunnel.LinkTrial;
import io.turnpike.tunnel.LinkTrial.Reached;
import io.turnpike.tunnel.RelayTarget;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLSession;

/// Goes to one relay: TCP, TLS, its certificate, the clock, HELLO, who serves the group. What is
/// behind it is the business of [TunnelVisits]. Blocks.
final class RelayVisit implements AutoCloseable {
  /// Each step has a limit of its own, 10 s at most, in the link; this is for those that forget it.
  static final Duration BACKSTOP = Duration.ofSeconds(30);

  private static final Duration PRESENCE = Duration.ofSeconds(10);

  private final RelayTarget relay;
  private final Clock clock;
  private final Report.Section section;
  private final TunnelChooser tunnels = new TunnelChooser();
  private final RelayPath path;
  private final LinkTrial link;

  RelayVisit(EdgeTrial edge, RelayTarget relay, Clock clock, Report.Section section) {
    this.relay = relay;
    this.clock = clock;
    this.section = section;
    this.path = new RelayPath(relay.toString());
    this.link = edge.link(relay, path, tunnels);
  }

  /// Those that carry.
  TunnelChooser tunnels() {
    return tunnels;
  }

  void look(String group) throws InterruptedException {
    long begin = System.nanoTime();
    LinkTrial.Control control = link.control();
    try {
      Reached<Channel> connected = Waiting.await(control.connected(), BACKSTOP);
      section.ok(
          Step.TCP,
          "connected with %s in %s".formatted(remote(connected), since(connected, begin)));
      Reached<SSLSession> encrypted = Waiting.await(control.encrypted(), BACKSTOP);
      Reached<Frame.Welcome> welcomed = Waiting.await(control.welcomed(), BACKSTOP);
      section.ok(Step.TLS, "TLS 1.3 in " + since(encrypted, connected.nanos()));
      certificate(encrypted.what());
      section.ok(
          Step.CLOCK,
          "%s here: the relay's certificate and this edge's leaf are within their dates"
              .formatted(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
      section.ok(Step.CREDENTIALS, "the relay welcomes this identity");
      Frame.Presence presence = Waiting.await(control.presence(), PRESENCE).what();
      if (group(group, presence)) {
        long relayNanos = Math.min(connected.nanos() - begin, welcomed.nanos() - encrypted.nanos());
        new TunnelVisits(link, path, tunnels, clock, section).look(presence.some(), relayNanos);
      }
    } catch (StepFailure e) {
      failed(control, e);
    }
  }

  private static String remote(Reached<Channel> connected) {
    return connected.what().remoteAddress() instanceof InetSocketAddress address
        ? NetUtil.toSocketAddressString(address)
        : "it";
  }

  private static String since(Reached<?> reached, long begin) {
    return Millis.of(reached.nanos() - begin);
  }

  private void certificate(SSLSession session) {
    CertificateInfo certificate = CertificateInfo.ofPeer(session);
    section.ok(
        Step.CERTIFICATE,
        "for %s, until %s, SHA-256 %s"
            .formatted(
                String.join(", ", certificate.hosts()),
                certificate.to(),
                certificate.fingerprint()));
  }

  /// What is in front of the failure worked.
  private void failed(LinkTrial.Control control, StepFailure failure) {
    Instant now = clock.instant();
    LinkProblem problem = link.problemAtRelay(failure.reason(), now);
    Step step = failure.isLate() ? Step.CREDENTIALS : Step.of(problem.leg());
    if (step.compareTo(Step.TLS) > 0) {
      section.ok(Step.TLS, "TLS 1.3, and our protocol in it");
    }
    if (step.compareTo(Step.CERTIFICATE) > 0) {
      if (control.encrypted().isDone() && !control.encrypted().isCompletedExceptionally()) {
        certificate(control.encrypted().join().what());
      } else {
        section.ok(Step.CERTIFICATE, "it is the relay's");
      }
    }
    if (step.compareTo(Step.CLOCK) > 0) {
      section.ok(Step.CLOCK, now.truncatedTo(ChronoUnit.SECONDS) + " here");
    }
    if (failure.isLate()) {
      section.failed(
          step, "the relay does not answer in time", "look at the load and the log of the relay");
    } else {
      section.failed(step, problem.cause(), problem.remedy());
    }
    section.notTriedBehind(step, Step.ROUND_TRIP);
  }

  /// @return whether there is somebody to go on to
  private boolean group(String group, Frame.Presence presence) {
    if (presence.serving() == 0) {
      section.failed(
          Step.GROUP,
          "no reverse-proxy of group %s is at relay %s".formatted(group, relay),
          "start a reverse-proxy with --group %s at that relay, or correct --group here"
              .formatted(group));
      section.notTriedBehind(Step.GROUP, Step.ROUND_TRIP);
      return false;
    }
    new Servers(group, presence).report(section);
    return true;
  }

  @Override
  public void close() {
    link.close();
  }
}
