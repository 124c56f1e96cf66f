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
public record RelayServerConfig(
    String host,
    int port,
    Path serverCert,
    Path serverKey,
    Path authPublicKey,
    Path authorizedKeys,
    Duration drainTimeout,
    int threads) {
  public RelayServerConfig {
    if (port < 0 || port > 65_535) {
      throw UserError.usage("--port: " + port + " (expected: 0 to 65535)");
    }
    if (threads < 0 || threads > 1024) {
      throw UserError.usage("--threads: " + threads + " (expected: 0 to 1024)");
    }
  }
}
