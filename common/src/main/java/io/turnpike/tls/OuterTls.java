package io.turnpike.tls;

import io.netty.handler.ssl.SslContext;
import io.turnpike.identity.Leaf;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// L1: TLS between an edge and the relay (`protocol.md`).
///
/// The relay accepts a valid leaf of *any* identity here. Who may do what depends on role and
/// group, which are known only from HELLO; refusing there gives the edge a code and a text, where
/// TLS could only give it an alert. A stranger gets no further than that frame.
///
/// Key exchange is classical: what L1 alone protects (names of groups, not payload) is not worth
/// 2.3 kB a handshake.
public final class OuterTls {
  static final String APPLICATION_PROTOCOL = "turnpike/1";

  private static final TlsLayer LAYER =
      new TlsLayer(
          APPLICATION_PROTOCOL, List.of("X25519", "P-256"), List.of("x25519", "secp256r1"));

  private OuterTls() {}

  /// The server's context. A reload makes a new one.
  public static SslContext forRelay(ServerCertificate certificate) {
    return forRelay(TlsProvider.best(), certificate, InstantSource.system());
  }

  static SslContext forRelay(
      TlsProvider provider, ServerCertificate certificate, InstantSource clock) {
    return LAYER.server(
        provider, certificate::credential, new LeafCheck(anyIdentity -> true, clock));
  }

  /// The client's context for one relay; the host name to expect is part of `trust`.
  ///
  /// @param leaf asked in every handshake: a [io.turnpike.identity.RenewingLeaf]
  public static SslContext forEdge(TrustedRelay trust, Supplier<Leaf> leaf) {
    return forEdge(trust, leaf, InstantSource.system());
  }

  /// As above, by another clock.
  public static SslContext forEdge(TrustedRelay trust, Supplier<Leaf> leaf, InstantSource clock) {
    return forEdge(TlsProvider.best(), trust, leaf, clock);
  }

  static SslContext forEdge(
      TlsProvider provider, TrustedRelay trust, Supplier<Leaf> leaf, InstantSource clock) {
    PeerCheck check = chain -> trust.check(chain, clock.instant());
    return LAYER.client(provider, () -> Credential.of(leaf.get()), check, trust.serverName());
  }
}
