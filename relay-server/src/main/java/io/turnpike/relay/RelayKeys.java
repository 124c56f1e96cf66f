package io.turnpike.relay;

import io.netty.handler.ssl.SslContext;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.tls.ExpiryNotice;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.ServerCertificate;
import io.turnpike.tls.TlsProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay's certificate and whom it admits. Any thread; [#reload] replaces all of it for new
/// connections, or nothing.
final class RelayKeys {
  private static final Logger log = LoggerFactory.getLogger(RelayKeys.class);

  private final RelayServerConfig config;
  private final ExpiryNotice expiryNotice = new ExpiryNotice();
  private volatile State state;
  private Instant looked = Instant.now();

  record State(ServerCertificate certificate, AuthorizedKeys authorized, SslContext tls) {}

  /// @throws KeyFileException when a file cannot be used
  RelayKeys(RelayServerConfig config) throws KeyFileException {
    this.config = config;
    this.state = load();
  }

  /// `auth.pub` authorises its identity for both roles, `authorized_keys` authorises more. Either
  /// may be missing, not both.
  private State load() throws KeyFileException {
    var certificate =
        ServerCertificate.load(config.serverCert(), config.serverKey(), TlsProvider.best());
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

  /// What the relay reads.
  static List<Path> files(RelayServerConfig config) {
    return List.of(
        config.serverCert(), config.serverKey(), config.authPublicKey(), config.authorizedKeys());
  }

  /// Looks at the clock: warns before the certificate ends. By one thread at a time.
  ///
  /// @return whether a grant has ended since the last look
  boolean look() {
    Instant now = Instant.now();
    State current = state;
    expiryNotice
        .due(current.certificate.expires(), now)
        .ifPresent(notice -> log.warn("{}: the certificate {}", config.serverCert(), notice));
    boolean ended = current.authorized.anyExpires(looked, now);
    looked = now;
    return ended;
  }

  State now() {
    return state;
  }
}
