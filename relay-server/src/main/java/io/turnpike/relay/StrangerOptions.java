package io.turnpike.relay;

import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/// The options that bound what strangers cost, to be mixed in.
@SuppressWarnings("NullAway.Init") // picocli sets every field
final class StrangerOptions {
  /// Those whose changes hold at once: all.
  static final Set<String> RELOADABLE =
      Set.of(
          "--max-strangers",
          "--max-strangers-per-source",
          "--max-strangers-per-second",
          "--max-stranger-bytes",
          "--tls-timeout",
          "--hello-timeout",
          "--stranger-penalty");

  @Option(
      names = "--max-strangers",
      order = 20,
      paramLabel = "COUNT",
      defaultValue = "256",
      description = "Hold no more connections that are not authorised yet.")
  private int all;

  @Option(
      names = "--max-strangers-per-source",
      order = 21,
      paramLabel = "COUNT",
      defaultValue = "16",
      description = "The same, for one IPv4 address or one IPv6 /64.")
  private int perSource;

  @Option(
      names = "--max-strangers-per-second",
      order = 22,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Let no more new ones in; 0 chooses 50 for each processor.")
  private int perSecond;

  @Option(
      names = "--max-stranger-bytes",
      order = 26,
      paramLabel = "BYTES",
      defaultValue = "16384",
      description = "Read no more from one that is not authorised yet.")
  private int maxBytes;

  @Option(
      names = "--tls-timeout",
      order = 23,
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Close a connection whose TLS handshake takes longer.")
  private Duration tlsTimeout;

  @Option(
      names = "--hello-timeout",
      order = 24,
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Close a connection that has not said who it is by then.")
  private Duration helloTimeout;

  @Option(
      names = "--stranger-penalty",
      order = 25,
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Turn a source away for three of these after three failures; 0 is never.")
  private Duration penalty;

  StrangerLimits limits() {
    return new StrangerLimits(
        all, perSource, perSecond, maxBytes, tlsTimeout, helloTimeout, penalty);
  }
}
