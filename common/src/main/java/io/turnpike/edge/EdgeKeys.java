package io.turnpike.edge;

import io.netty.handler.ssl.SslContext;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Grant;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.Profile;
import io.turnpike.identity.RenewingLeaf;
import io.turnpike.net.HostPort;
import io.turnpike.tls.ExpiryNotice;
import io.turnpike.tls.InnerTls;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.TrustedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An edge's identity, whom it trusts, and the TLS contexts made of them. Any thread; [#reload]
/// replaces all of it, or nothing.
final class EdgeKeys {
  private static final Logger log = LoggerFactory.getLogger(EdgeKeys.class);

  private final Role role;
  private final EdgeConfig config;
  private final Clock clock;
  private final ExpiryNotice expiryNotice = new ExpiryNotice();
  private volatile State state;
  private Instant looked = Instant.now();

  private record State(
      Identity identity,
      AuthorizedKeys authorized,
      Instant relayExpires,
      Map<String, SslContext> outer,
      SslContext inner) {}

  /// @throws KeyFileException when a file cannot be used
  EdgeKeys(Role role, EdgeConfig config) throws KeyFileException {
    this(role, config, Clock.systemUTC());
  }

  /// @param clock by which leaves and certificates are judged
  EdgeKeys(Role role, EdgeConfig config, Clock clock) throws KeyFileException {
    this.role = role;
    this.config = config;
    this.clock = clock;
    this.state = load();
  }

  private State load() throws KeyFileException {
    IdentityKeyPair pair = IdentityKeyPair.load(config.authPrivateKey());
    AuthorizedKeys authorized = authorized();
    if (authorized.anyFrom()) {
      log.warn(
          "{}: from=\"…\" means nothing here, only the relay sees from where an edge comes",
          config.authorizedKeys());
    }
    var leaf = new RenewingLeaf(pair, clock);
    SslContext inner =
        role == Role.ENTRY
            ? InnerTls.forEntry(leaf, this::accepts, clock)
            : InnerTls.forReverse(leaf, this::accepts, clock);
    Map<String, SslContext> outer = new HashMap<>();
    Instant relayExpires = Instant.MAX;
    for (HostPort relay : config.relays()) {
      TrustedRelay trusted = TrustedRelay.load(config.serverCert(), relay.host());
      outer.put(relay.host(), OuterTls.forEdge(trusted, leaf, clock));
      relayExpires = trusted.expires();
    }
    return new State(pair.identity(), authorized, relayExpires, outer, inner);
  }

  /// The peers of the profile, where the identity is in one, and those of `authorized_keys`, whose
  /// lines are stronger.
  private AuthorizedKeys authorized() throws KeyFileException {
    AuthorizedKeys listed =
        Files.exists(config.authorizedKeys())
            ? AuthorizedKeys.load(config.authorizedKeys())
            : AuthorizedKeys.none();
    Optional<Profile> profile = profile(role, config);
    return profile.isEmpty()
        ? listed
        : profile.get().authorized(config.authPrivateKey().toString()).with(listed);
  }

  /// The profile that the identity is in, if it is in one.
  ///
  /// @throws KeyFileException when it is one for another program
  static Optional<Profile> profile(Role role, EdgeConfig config) throws KeyFileException {
    Path file = config.authPrivateKey();
    String text = KeyFiles.readPrivate(file);
    if (!Profile.isProfile(text)) {
      return Optional.empty();
    }
    Profile profile = Profile.parse(text, file.toString());
    if (profile.role() != role) {
      throw new KeyFileException(
          file,
          "profile of role %s (expected: one made with: gen-cert bundle --role %s)"
              .formatted(profile.role().word(), role.word()));
    }
    return Optional.of(profile);
  }

  /// What an edge reads.
  static List<Path> files(EdgeConfig config) {
    return List.of(config.authPrivateKey(), config.serverCert(), config.authorizedKeys());
  }

  /// Whether the far end may be this identity. Asked in every handshake.
  private boolean accepts(Identity peer) {
    return grant(peer).isPresent();
  }

  /// What the far end may do now: what its line says for the other role in this group; without a
  /// line, everything when it is this edge's own identity, and nothing otherwise.
  Optional<Grant> grant(Identity peer) {
    State now = state;
    Optional<Grant> line = now.authorized.find(peer);
    if (line.isEmpty()) {
      return peer.equals(now.identity)
          ? Optional.of(Grant.unrestricted(peer, ""))
          : Optional.empty();
    }
    Role peerRole = role == Role.ENTRY ? Role.REVERSE : Role.ENTRY;
    return line.filter(grant -> grant.permits(peerRole, config.group(), Instant.now()));
  }

  /// Reads the files again; when one is broken everything stays as it was.
  ///
  /// @return whether there is something new
  boolean reload() {
    try {
      state = load();
      log.info("keys reloaded identity={} authorized={}", identity(), state.authorized.size());
      return true;
    } catch (KeyFileException e) {
      log.error("keys not reloaded, the old ones stay: {}", e.getMessage());
      return false;
    }
  }

  /// Looks at the clock: warns before the relay's certificate ends. By one thread at a time.
  ///
  /// @return whether a grant has ended since the last look
  boolean look() {
    Instant now = Instant.now();
    State current = state;
    expiryNotice
        .due(current.relayExpires, now)
        .ifPresent(notice -> log.warn("{}: the certificate {}", config.serverCert(), notice));
    boolean ended = current.authorized.anyExpires(looked, now);
    looked = now;
    return ended;
  }

  Identity identity() {
    return state.identity;
  }

  /// When the relay's certificate ends.
  Instant relayExpires() {
    return state.relayExpires;
  }

  /// L1's context for a relay of this host.
  SslContext outer(String host) {
    return Objects.requireNonNull(state.outer.get(host), host);
  }

  SslContext inner() {
    return state.inner;
  }
}
