package io.turnpike.tls;

import io.netty.handler.ssl.SslContext;
import io.turnpike.identity.Identity;
import io.turnpike.identity.Leaf;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// L3: TLS from entry-point to reverse-proxy through the paired bytes (`protocol.md`). The relay
/// cannot read it.
///
/// Both sides present a leaf, and each asks its predicate in every handshake. The key exchange is
/// the hybrid X25519MLKEM768, or X25519 where one side runs on the JDK's provider, which has no
/// ML-KEM groups.
public final class InnerTls {
  static final String APPLICATION_PROTOCOL = "turnpike-e2e/1";

  private static final TlsLayer LAYER =
      new TlsLayer(APPLICATION_PROTOCOL, List.of("X25519MLKEM768", "X25519"), List.of("x25519"));

  private InnerTls() {}

  /// The entry-point's context: it is the client.
  ///
  /// @param leaf asked in every handshake: a [io.turnpike.identity.RenewingLeaf]
  public static SslContext forEntry(Supplier<Leaf> leaf, Predicate<Identity> accepted) {
    return forEntry(leaf, accepted, InstantSource.system());
  }

  /// As above, by another clock.
  public static SslContext forEntry(
      Supplier<Leaf> leaf, Predicate<Identity> accepted, InstantSource clock) {
    return forEntry(TlsProvider.best(), leaf, new LeafCheck(accepted, clock));
  }

  static SslContext forEntry(TlsProvider provider, Supplier<Leaf> leaf, PeerCheck check) {
    return LAYER.client(provider, () -> Credential.of(leaf.get()), check, Optional.empty());
  }

  /// The reverse-proxy's context: it is the server.
  ///
  /// @param leaf asked in every handshake: a [io.turnpike.identity.RenewingLeaf]
  public static SslContext forReverse(Supplier<Leaf> leaf, Predicate<Identity> accepted) {
    return forReverse(leaf, accepted, InstantSource.system());
  }

  /// As above, by another clock.
  public static SslContext forReverse(
      Supplier<Leaf> leaf, Predicate<Identity> accepted, InstantSource clock) {
    return forReverse(TlsProvider.best(), leaf, new LeafCheck(accepted, clock));
  }

  static SslContext forReverse(TlsProvider provider, Supplier<Leaf> leaf, PeerCheck check) {
    return LAYER.server(provider, () -> Credential.of(leaf.get()), check);
  }
}
