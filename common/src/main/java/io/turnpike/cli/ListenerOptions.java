package io.turnpike.cli;

import io.turnpike.forward.AdmissionLimits;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.net.Cidr;
import io.turnpike.net.Listener;
import io.turnpike.value.Rates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of listeners for users, to be mixed in beside [ConnectionOptions].
public final class ListenerOptions {
  @Option(
      names = "--max-connections",
      order = 220,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Reset who comes while so many are connected; 0 is no limit.")
  private int maxConnections;

  @Option(
      names = "--max-connections-per-source",
      order = 221,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "The same for each address.")
  private int maxPerSource;

  @Option(
      names = "--accept-rate",
      order = 222,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Reset who comes when more than so many come in a second; 0 is no limit.")
  private int acceptRate;

  @Option(
      names = "--allow",
      order = 223,
      split = ",",
      paramLabel = "CIDR",
      description = "Only these addresses may connect.")
  private @Nullable List<Cidr> allow;

  @Option(
      names = "--deny",
      order = 224,
      split = ",",
      paramLabel = "CIDR",
      description = "These addresses may not connect.")
  private @Nullable List<Cidr> deny;

  @Option(
      names = "--reuse-port",
      order = 225,
      description = "Share the ports with other processes that say so.")
  private boolean reusePort;

  @Option(
      names = "--backlog",
      order = 226,
      paramLabel = "COUNT",
      defaultValue = "4096",
      description = "How many connections the system keeps that are not accepted yet.")
  private int backlog;

  @Option(
      names = "--rate-limit",
      order = 227,
      paramLabel = "RATE",
      description = "So many bytes a second in each direction, for a listener as a whole.")
  private @Nullable String rateLimit;

  @Option(
      names = "--accept-proxy-protocol",
      order = 228,
      split = ",",
      paramLabel = "CIDR",
      description =
          "Only these may connect, and each connection has to begin with a PROXY header (v1 or v2) that names the source.")
  private @Nullable List<Cidr> headersFrom;

  @Option(
      names = "--tproxy",
      order = 229,
      split = ",",
      paramLabel = "PORT",
      description =
          "Capture what iptables' TPROXY leads to this port, and forward it to where it was bound for.")
  private @Nullable List<Integer> tproxy;

  /// @throws UserError when a setting is wrong
  public ListenerSettings settings(ConnectionOptions connections) {
    String wanted = rateLimit;
    long rate = wanted == null ? 0 : UserError.unless("--rate-limit", () -> Rates.parse(wanted));
    try {
      return new ListenerSettings(
          new AdmissionLimits(
              maxConnections,
              maxPerSource,
              acceptRate,
              allow == null ? List.of() : allow,
              deny == null ? List.of() : deny),
          new Listener.Options(backlog, reusePort, connections.receiveBufferBytes()),
          headersFrom == null ? List.of() : headersFrom,
          tproxy == null ? List.of() : tproxy,
          rate);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }
}
