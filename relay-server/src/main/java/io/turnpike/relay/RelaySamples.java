package io.turnpike.relay;

import io.turnpike.metric.Sample;
import java.util.ArrayList;
import java.util.List;

/// What Prometheus is told of a relay.
final class RelaySamples {
  private RelaySamples() {}

  static List<Sample> of(RelayStatus status) {
    List<Sample> samples = new ArrayList<>();
    Sample bytes =
        Sample.counter(
            "turnpike_bytes", "Bytes moved; up is from source to destination.", status.upBytes());
    samples.add(bytes.with("direction", "up"));
    samples.add(bytes.of(status.downBytes()).with("direction", "down"));
    Sample tunnels =
        Sample.gauge("turnpike_tunnels", "Tunnels by what they do.", status.tunnelsPaired());
    samples.add(tunnels.with("state", "paired"));
    samples.add(tunnels.of(status.tunnelsWaiting()).with("state", "waiting"));
    samples.add(
        Sample.counter("turnpike_tunnels_made", "Tunnels that carried.", status.tunnelsBegun()));
    samples.add(
        Sample.gauge(
                "turnpike_queued_bytes",
                "Bytes that wait, to be sent or acknowledged.",
                status.queuedBytes())
            .with("where", "tunnels"));
    Sample edges = Sample.gauge("turnpike_edges", "Edges that are connected.", 0);
    samples.add(
        edges
            .of(status.groups().stream().mapToInt(RelayStatus.Group::entryPoints).sum())
            .with("role", "entry"));
    samples.add(
        edges
            .of(status.groups().stream().mapToInt(RelayStatus.Group::reverseProxies).sum())
            .with("role", "reverse"));
    samples.add(Sample.gauge("turnpike_groups", "Groups with an edge.", status.groups().size()));
    samples.add(
        Sample.gauge(
            "turnpike_strangers", "Connections that are not authorised yet.", status.strangers()));
    status
        .refused()
        .forEach((reason, count) ->
            samples.add(
                Sample.counter("turnpike_refused", "Connections refused, by reason.", count)
                    .with("reason", reason)));
    samples.add(
        Sample.counter("turnpike_refused", "Connections refused, by reason.", status.turnedAway())
            .with("reason", "turned_away"));
    samples.add(
        Sample.counter(
            "turnpike_authentication_failures",
            "Credentials that one side did not accept from the other.",
            status.authenticationFailures()));
    samples.add(
        Sample.gauge(
            "turnpike_certificate_days",
            "Days until the relay's certificate ends.",
            status.certificateDays()));
    return samples;
  }
}
