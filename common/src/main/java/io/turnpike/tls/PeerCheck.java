package io.turnpike.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/// Decides on the certificates that a peer presents, in its handshake, on its event loop. Must not
/// block.
@FunctionalInterface
interface PeerCheck {

  /// @param chain at least one certificate, the peer's own first
  /// @throws CertificateException to end the handshake; its message is one line
  void check(X509Certificate[] chain) throws CertificateException;
}
