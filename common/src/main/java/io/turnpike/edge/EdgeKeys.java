package io.turnpike.edge;

import io.netty.handler.ssl.SslContext;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.RenewingLeaf;
import io.turnpike.tls.InnerTls;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.TrustedRelay;
import java.nio.file.Files;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An edge's identity, whom it trusts, and the TLS contexts made of them. Any thread; [#reload]
/// replaces all of it for new connections, or nothing.
final class EdgeKeys {
  private static final Logger log = LoggerFactory.getLogger(EdgeKeys.class);

  private final Role role;
  private final EdgeConfig config;
  private volatile State state;

  private record State(
      Identity identity, AuthorizedKeys authorized, SslContext outer, SslContext inner) {}

  /// @throws KeyFileException when a file cannot be used
  EdgeKeys(Role role, EdgeConfig config) throws KeyFileException {
    this.role = role;
    this.config = config;
    this.state = load();
  }

  private State load() throws KeyFileException {
    IdentityKeyPair pair = IdentityKeyPair.load(config.authPrivateKey());
    TrustedRelay trusted = TrustedRelay.load(config.serverCert(), config.relay().host());
    AuthorizedKeys authorized =
        Files.exists(config.authorizedKeys())
            ? AuthorizedKeys.load(config.authorizedKeys())
            : AuthorizedKeys.none();
    var leaf = new RenewingLeaf(pair, Clock.systemUTC());
    SslContext inner =
        role == Role.ENTRY
            ? InnerTls.forEntry(leaf, this::accepts)
            : InnerTls.forReverse(leaf, this::accepts);
    return new State(pair.identity(), authorized, OuterTls.forEdge(trusted, leaf), inner);
  }

  /// Whether the far end may be this identity: this edge's own, or an authorised one of the other
  /// role. Asked in every handshake.
  private boolean accepts(Identity peer) {
    State now = state;
    Role peerRole = role == Role.ENTRY ? Role.REVERSE : Role.ENTRY;
    return peer.equals(now.identity)
        || now.authorized
            .find(peer)
            .filter(grant -> grant.permits(peerRole, config.group()))
            .isPresent();
  }

  /// Reads the files again; when one is broken everything stays as it was.
  void reload() {
    try {
      state = load();
      log.info("keys reloaded identity={} authorized={}", identity(), state.authorized.size());
    } catch (KeyFileException e) {
      log.error("keys not reloaded, the old ones stay: {}", e.getMessage());
    }
  }

  Identity identity() {
    return state.identity;
  }

  SslContext outer() {
    return state.outer;
  }

  SslContext inner() {
    return state.inner;
  }
}
