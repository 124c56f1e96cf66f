package io.turnpike.tls;

import io.turnpike.identity.Identity;
import io.turnpike.identity.Leaf;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.function.Predicate;

/// Accepts a peer that presents one valid leaf of an accepted identity. The predicate is asked in
/// every handshake, so a revocation holds at once.
record LeafCheck(Predicate<Identity> accepted, InstantSource clock) implements PeerCheck {

  @Override
  public void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length != 1) {
      throw new PeerRefusedException(
          TlsProblem.BAD_LEAF,
          "the peer presented " + chain.length + " certificates (expected: one leaf)");
    }
    Identity identity = identityOf(chain[0]);
    if (!accepted.test(identity)) {
      throw new PeerRefusedException(
          TlsProblem.NOT_AUTHORISED,
          "the peer's identity "
              + identity
              + " is not authorised (expected: our own, or one of authorized_keys for its role and"
              + " group)",
          identity);
    }
  }

  private Identity identityOf(X509Certificate leaf) throws CertificateException {
    try {
      return Leaf.verify(leaf, clock.instant());
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw new PeerRefusedException(TlsProblem.LEAF_OUT_OF_DATE, "the peer's " + e.getMessage());
    } catch (CertificateException e) {
      throw new PeerRefusedException(TlsProblem.BAD_LEAF, "the peer's " + e.getMessage());
    }
  }
}
