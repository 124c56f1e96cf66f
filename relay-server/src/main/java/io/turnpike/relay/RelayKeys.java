package io.turnpike.relay;

import io.netty.handler.ssl.SslContext;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.ServerCertificate;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay's certificate and whom it admits. Any thread; [#reload] replaces all of it for new
/// connections, or nothing.
final class RelayKeys {
  private static final Logger log = LoggerFactory.getLogger(RelayKeys.class);

  private final RelayServerConfig config;
  private volatile State state;

  record State(ServerCertificate certificate, AuthorizedKeys authorized, SslContext tls) {}

  /// @throws KeyFileException when a file cannot be used
  RelayKeys(RelayServerConfig config) throws KeyFileException {
    this.config = config;
    this.state = load();
  }

  /// `auth.pub` authorises its identity for both roles, `authorized_keys` authorises more. Either
  /// may be missing, not both.
  private State load() throws KeyFileException {
    var certificate = ServerCertificate.load(config.serverCert(), config.serverKey());
    boolean listed = Files.exists(config.authorizedKeys());
    AuthorizedKeys authorized =
        listed ? AuthorizedKeys.load(config.authorizedKeys()) : AuthorizedKeys.none();
    if (!listed || Files.exists(config.authPublicKey())) {
      authorized = authorized.withUnrestricted(Identity.load(config.authPublicKey()));
    }
    return new State(certificate, authorized, OuterTls.forRelay(certificate));
  }

  /// Reads the files again; when one is broken everything stays as it was.
  ///
  /// @return whether there is something new
  boolean reload() {
    try {
      state = load();
      log.info(
          "keys reloaded certificate={} authorized={}",
          state.certificate.fingerprint(),
          state.authorized.size());
      return true;
    } catch (KeyFileException e) {
      log.error("keys not reloaded, the old ones stay: {}", e.getMessage());
      return false;
    }
  }

  State now() {
    return state;
  }
}
