package io.turnpike.cli;

import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.SocketSettings;
import io.turnpike.forward.TimeLimits;
import io.turnpike.forward.filter.Filters;
import io.turnpike.value.Sizes;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of each connection, for the programs with user sockets; to be mixed in.
@SuppressWarnings("NullAway.Init") // picocli sets every field
public final class ConnectionOptions {
  @Option(
      names = "--idle-timeout",
      order = 200,
      paramLabel = "TIME",
      defaultValue = "0",
      description = "Reset a connection without a byte for so long; 0 is never.")
  private Duration idle;

  @Option(
      names = "--half-closed-timeout",
      order = 201,
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "The same, once one direction has ended.")
  private Duration halfClosed;

  @Option(
      names = "--max-lifetime",
      order = 202,
      paramLabel = "TIME",
      defaultValue = "0",
      description = "Reset a connection that is older; 0 is never.")
  private Duration lifetime;

  @Option(
      names = "--tcp-nodelay",
      order = 203,
      arity = "1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      description = "Send small packets at once.")
  private boolean noDelay;

  @Option(
      names = "--keepalive",
      order = 204,
      arity = "1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      description = "Let the system probe connections that are idle.")
  private boolean keepAlive;

  @Option(
      names = "--send-buffer",
      order = 205,
      paramLabel = "SIZE",
      defaultValue = "0",
      description = "The system's buffer for what is sent; 0 lets it choose.")
  private String sendBuffer;

  @Option(
      names = "--receive-buffer",
      order = 206,
      paramLabel = "SIZE",
      defaultValue = "0",
      description = "The system's buffer for what is received; 0 lets it choose.")
  private String receiveBuffer;

  @Mixin private FilterOption filters;

  /// @throws UserError when a setting is wrong
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        new SocketSettings(
            noDelay,
            keepAlive,
            UserError.unless("--send-buffer", () -> Sizes.parseInt(sendBuffer)),
            receiveBufferBytes()),
        new TimeLimits(idle, halfClosed, lifetime),
        filters.filters());
  }

  /// Reads the filters of a route.
  ///
  /// @throws IllegalArgumentException when one is not there, or an option of one is wrong
  public Filters filters(List<String> texts) {
    return filters.parse(texts);
  }

  int receiveBufferBytes() {
    return UserError.unless("--receive-buffer", () -> Sizes.parseInt(receiveBuffer));
  }
}
