package io.turnpike.relay;

import io.turnpike.cli.UserError;
import java.nio.file.Path;
import java.time.Duration;

/// What a relay-server is told.
///
/// @param host where to listen: a literal address or a name of this host; `::` is everywhere
/// @param authPublicKey authorised for both roles and every group; the file need not exist if
///   `authorizedKeys` does
/// @param authorizedKeys who else is authorised; the file need not exist if `authPublicKey` does
/// @param threads event loops; 0 chooses
/// @param strangers what connections may cost before they are authorised
/// @param maxTunnels pending and paired ends, of all identities together
/// @param maxTunnelsPerIdentity of each; its grant may say less
public record RelayServerConfig(
    String host,
    int port,
    Path serverCert,
    Path serverKey,
    Path authPublicKey,
    Path authorizedKeys,
    Duration drainTimeout,
    int threads,
    StrangerLimits strangers,
    int maxTunnels,
    int maxTunnelsPerIdentity) {
  static final int DEFAULT_MAX_TUNNELS = 65_536;
  static final int DEFAULT_MAX_TUNNELS_PER_IDENTITY = 8_192;

  public RelayServerConfig {
    if (port < 0 || port > 65_535) {
      throw UserError.usage("--port: " + port + " (expected: 0 to 65535)");
    }
    if (threads < 0 || threads > 1024) {
      throw UserError.usage("--threads: " + threads + " (expected: 0 to 1024)");
    }
    if (maxTunnels < 1 || maxTunnelsPerIdentity < 1) {
      throw UserError.usage(
          "--max-tunnels, --max-tunnels-per-identity: %d, %d (expected: at least 1)"
              .formatted(maxTunnels, maxTunnelsPerIdentity));
    }
  }

  /// With the default limits.
  public RelayServerConfig(
      String host,
      int port,
      Path serverCert,
      Path serverKey,
      Path authPublicKey,
      Path authorizedKeys,
      Duration drainTimeout,
      int threads) {
    this(
        host,
        port,
        serverCert,
        serverKey,
        authPublicKey,
        authorizedKeys,
        drainTimeout,
        threads,
        StrangerLimits.DEFAULT,
        DEFAULT_MAX_TUNNELS,
        DEFAULT_MAX_TUNNELS_PER_IDENTITY);
  }

  /// With other limits for strangers.
  public RelayServerConfig with(StrangerLimits limits) {
    return new RelayServerConfig(
        host,
        port,
        serverCert,
        serverKey,
        authPublicKey,
        authorizedKeys,
        drainTimeout,
        threads,
        limits,
        maxTunnels,
        maxTunnelsPerIdentity);
  }
}
