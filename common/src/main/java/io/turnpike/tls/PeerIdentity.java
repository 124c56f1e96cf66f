package io.turnpike.tls;

import io.netty.handler.ssl.SslHandler;
import io.turnpike.identity.Identity;
import io.turnpike.identity.Leaf;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Whom a finished handshake has proven the peer to be.
///
/// Only for sessions in which the peer presented a leaf: at the relay (L1) and at both edges (L3).
/// Their handshake does not finish unless the leaf verifies, so nothing is verified again.
public final class PeerIdentity {
  private PeerIdentity() {}

  public static Identity of(SslHandler handler) {
    return of(handler.engine().getSession());
  }

  /// When the peer made its leaf, by its own clock: within the day.
  ///
  /// @throws IllegalStateException as [#of(SSLSession)]
  public static Instant leafMadeAt(SslHandler handler) {
    return Leaf.madeAt(leafOf(handler.engine().getSession()));
  }

  /// @throws IllegalStateException before the handshake is over, or when the peer presents no leaf
  ///   here
  public static Identity of(SSLSession session) {
    try {
      return Leaf.claimedIdentity(leafOf(session));
    } catch (CertificateException e) {
      throw noLeaf(e);
    }
  }

  private static X509Certificate leafOf(SSLSession session) {
    try {
      return (X509Certificate) session.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException e) {
      throw noLeaf(e);
    }
  }

  private static IllegalStateException noLeaf(Exception cause) {
    return new IllegalStateException(
        "no leaf in this session (expected: a finished handshake)", cause);
  }
}
