package io.turnpike.cli;

import io.turnpike.net.HostPort;
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
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "The relay-servers to connect to; repeat it or separate by commas.")
  private List<HostPort> serverAddress;

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
      names = "--threads",
      order = 111,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Use so many threads; 0 chooses.")
  private int threads;

  /// @throws UserError when a setting is out of its range
  public EdgeConfig config() {
    return new EdgeConfig(
        serverAddress,
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
        threads);
  }
}
