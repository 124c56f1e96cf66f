package io.turnpike.edge;

import io.turnpike.forward.Traffic;
import io.turnpike.frame.Role;
import io.turnpike.metric.FlowSum;
import io.turnpike.metric.Sample;
import io.turnpike.metric.Tally;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.tunnel.LinkCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What Prometheus is told of an edge.
record EdgeSamples(EdgeParts parts, EdgeStatus status, List<CarryingTunnel> tunnels) {
  List<Sample> of(Traffic traffic, FlowSum total) {
    List<Sample> samples = new ArrayList<>(traffic.samples(total));
    if (parts.role() == Role.ENTRY) {
      samples.addAll(traffic.poolSamples());
    }
    tunnelSamples(samples);
    relaySamples(samples);
    status
        .refused()
        .forEach((reason, count) ->
            samples.add(
                Sample.counter("turnpike_refused", "Connections refused, by reason.", count)
                    .with("reason", reason)));
    parts
        .sessions()
        .resumes()
        .each((result, count) ->
            samples.add(
                Sample.counter("turnpike_resumes", "Streams that lost their tunnel.", count)
                    .with("result", Tally.label(result))));
    samples.add(
        Sample.gauge(
            "turnpike_streams_resuming",
            "Streams that wait for another tunnel.",
            status.resuming()));
    samples.add(
        Sample.gauge(
            "turnpike_sessions", "Far ends with which there are tunnels.", status.sessions()));
    samples.add(
        Sample.gauge(
            "turnpike_certificate_days",
            "Days until the relay's certificate ends.",
            status.certificateDays()));
    return samples;
  }

  private void tunnelSamples(List<Sample> samples) {
    long draining = tunnels.stream().filter(CarryingTunnel::isDraining).count();
    long idle = tunnels.stream().filter(each -> !each.isDraining() && each.load() == 0).count();
    Sample state = Sample.gauge("turnpike_tunnels", "Tunnels by what they do.", idle);
    samples.add(state.with("state", "idle"));
    samples.add(state.of(draining).with("state", "draining"));
    samples.add(state.of(tunnels.size() - idle - draining).with("state", "busy"));
    samples.add(
        state
            .of(status.relays().stream().mapToInt(EdgeStatus.Relay::waiting).sum())
            .with("state", "waiting"));
    Sample queued =
        Sample.gauge(
            "turnpike_queued_bytes",
            "Bytes that wait, to be sent or acknowledged.",
            status.queuedBytes());
    samples.add(queued.with("where", "unacknowledged"));
    samples.add(
        queued.of(tunnels.stream().mapToLong(EdgeSubject::queued).sum()).with("where", "tunnels"));
    samples.add(
        Sample.gauge(
            "turnpike_waiting_bytes",
            "Memory for bytes that wait for a reader or an acknowledgement (--max-queued).",
            parts.sessions().queued().bytes()));
    samples.add(count("turnpike_tunnels_made", "Tunnels that carried.", LinkCounts::tunnels));
    samples.add(
        count(
            "turnpike_tunnels_failed",
            "Tunnels that failed or were lost.",
            LinkCounts::tunnelFailures));
    samples.add(
        count(
            "turnpike_authentication_failures",
            "Credentials that one side did not accept from the other.",
            LinkCounts::authenticationFailures));
  }

  private void relaySamples(List<Sample> samples) {
    for (EdgeStatus.Relay relay : status.relays()) {
      samples.add(
          Sample.gauge("turnpike_relay_up", "Whether the relay is connected.", relay.up() ? 1 : 0)
              .with("relay", relay.address()));
      samples.add(
          Sample.gauge(
                  "turnpike_relay_reverse_proxies",
                  "Reverse-proxies of the group at this relay.",
                  relay.serving())
              .with("relay", relay.address()));
    }
    samples.add(
        count("turnpike_relay_connects", "Control connections made.", LinkCounts::connects));
    samples.add(
        count(
            "turnpike_relay_failures",
            "Control connections that failed or were lost.",
            LinkCounts::failures));
  }

  private Sample count(String name, String help, ToLongFunction<LinkCounts> what) {
    return Sample.counter(
        name,
        help,
        parts.links().stream().mapToLong(l -> what.applyAsLong(l.link().counts())).sum());
  }
}
