package io.turnpike.cli;

import io.turnpike.net.HostPort;
import io.turnpike.value.Sizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/// The options of both edges, to be mixed in.
@SuppressWarnings({
  "NullAway.Init",
  "UnusedVariable"
}) // picocli sets every field; Settings reads one
public final class EdgeOptions {
  static final String PROFILE = "--profile";

  /// A relay-server's own default.
  private static final int DEFAULT_PORT = 4433;

  @Option(
      names = PROFILE,
      order = 99,
      paramLabel = "FILE",
      description =
          "Take relay, group, name, certificate and keys from this file of gen-cert bundle.")
  private @Nullable Path profile;

  @Option(
      names = {"-s", "--server-address"},
      order = 100,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "The relay-servers to connect to; repeat it or separate by commas.")
  private @Nullable List<HostPort> serverAddress;

  @Option(
      names = "--relay-dns",
      order = 112,
      paramLabel = "NAME[:PORT]",
      description =
          "Instead: every address of this name is a relay; use some, chosen by the group.")
  private @Nullable String relayDns;

  @Option(
      names = "--relays-per-edge",
      order = 113,
      paramLabel = "COUNT",
      description = "Use so many of the relays (2 of --relay-dns, all of --server-address).")
  private @Nullable Integer relaysPerEdge;

  @Option(
      names = "--relay-refresh",
      order = 114,
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Resolve the relays' names so often.")
  private Duration relayRefresh;

  @Option(
      names = {"-g", "--group", "--group-id"},
      order = 101,
      paramLabel = "NAME",
      defaultValue = "0",
      description = "Meet the other edges of this group, and no others.")
  private String group;

  @Option(
      names = {"-c", "--server-cert"},
      order = 102,
      paramLabel = "FILE",
      defaultValue = "certs/server.crt",
      description = "The relay-server's certificate, or the one that signed it.")
  private Path serverCert;

  @Option(
      names = {"-a", "--auth-private-key"},
      order = 103,
      paramLabel = "FILE",
      defaultValue = "certs/auth",
      description = "The ed25519 key that is the identity of this edge.")
  private Path authPrivateKey;

  @Option(
      names = "--authorized-keys",
      order = 104,
      paramLabel = "FILE",
      defaultValue = "certs/authorized_keys",
      description = "Whom else to accept at the far end, besides this edge's own identity.")
  private Path authorizedKeys;

  @Option(
      names = "--name",
      order = 105,
      paramLabel = "NAME",
      defaultValue = "",
      showDefaultValue = Help.Visibility.NEVER,
      description = "What the relay-server's log calls this edge.")
  private String name;

  @Option(
      names = "--pool",
      order = 106,
      paramLabel = "COUNT",
      defaultValue = "4",
      description = "Keep at least so many tunnels ready.")
  private int pool;

  @Option(
      names = "--max-tunnels",
      order = 107,
      paramLabel = "COUNT",
      defaultValue = "64",
      description = "Open no more tunnels than this at each relay.")
  private int maxTunnels;

  @Option(
      names = "--connect-timeout",
      order = 108,
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Give up on a connection that is not there by then.")
  private Duration connectTimeout;

  @Option(
      names = "--drain-timeout",
      order = 109,
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "When told to stop, wait so long for open connections to end.")
  private Duration drainTimeout;

  @Option(
      names = "--resume-timeout",
      order = 110,
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "When a tunnel is lost, keep its connections so long for another; 0s: never.")
  private Duration resumeTimeout;

  @Option(
      names = "--max-queued",
      order = 115,
      paramLabel = "SIZE",
      description =
          "Let no more wait for slow readers in all; beyond it new connections are refused, then the slowest reset. Without it: half of the direct memory.")
  private @Nullable String maxQueued;

  @Option(
      names = "--threads",
      order = 111,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Use so many threads; 0 chooses.")
  private int threads;

  /// @throws UserError when a setting is out of its range
  public EdgeConfig config() {
    int perEdge = relayDns == null ? 0 : RelaySpread.FLEET_PER_EDGE;
    if (relaysPerEdge != null) {
      if (relaysPerEdge < 1) { // 0 is our own word for all
        throw UserError.usage(
            "--relays-per-edge: %d (expected: 1 to %d)"
                .formatted(relaysPerEdge, RelaySpread.MOST_PER_EDGE));
      }
      perEdge = relaysPerEdge;
    }
    return new EdgeConfig(
        relays(),
        new RelaySpread(perEdge, relayRefresh),
        group,
        serverCert,
        authPrivateKey,
        authorizedKeys,
        name,
        pool,
        maxTunnels,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        maxQueuedBytes(),
        threads);
  }

  private long maxQueuedBytes() {
    String size = maxQueued;
    if (size == null) {
      return 0;
    }
    long bytes = UserError.unless("--max-queued", () -> Sizes.parse(size));
    if (bytes < EdgeConfig.LEAST_QUEUED_BYTES) {
      throw UserError.usage("--max-queued: " + size + " (expected: at least 1MiB)");
    }
    return bytes;
  }

  private List<HostPort> relays() {
    List<HostPort> listed = serverAddress;
    String name = relayDns;
    if (listed != null && name != null) {
      throw UserError.usage(
          "--relay-dns: " + name + " (expected: it or --server-address, not both)");
    }
    if (listed != null) {
      return List.copyOf(listed);
    }
    if (name != null) {
      return List.of(UserError.unless("--relay-dns", () -> withPort(name)));
    }
    throw UserError.usage("missing --server-address HOST:PORT, or --relay-dns NAME");
  }

  private static HostPort withPort(String name) {
    boolean hasPort = name.lastIndexOf(':') > name.lastIndexOf(']');
    return HostPort.parse(hasPort ? name : name + ":" + DEFAULT_PORT);
  }
}
