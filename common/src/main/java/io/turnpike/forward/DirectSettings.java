package io.turnpike.forward;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Optional;

/// How a [DirectOpener] sets connections up.
///
/// @param connectTimeout for the dial of one destination, its name included
/// @param sourceTls terminates TLS that sources speak
/// @param destinationTls speaks TLS to destinations
public record DirectSettings(
    Duration connectTimeout,
    ConnectionSettings connections,
    Optional<SslContext> sourceTls,
    Optional<DestinationTls> destinationTls) {

  /// TLS towards destinations.
  ///
  /// @param serverName asked for and expected instead of the destination's own host
  public record DestinationTls(SslContext context, Optional<String> serverName) {}

  /// Whether nobody has to see the bytes of a connection without filters.
  boolean isPlain() {
    return sourceTls.isEmpty() && destinationTls.isEmpty();
  }
}
