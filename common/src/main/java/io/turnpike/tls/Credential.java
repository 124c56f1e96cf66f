package io.turnpike.tls;

import io.turnpike.identity.Leaf;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What we present in a handshake. The alias differs from certificate to certificate, since Netty
/// may cache by it.
record Credential(String alias, List<X509Certificate> chain, PrivateKey key) {

  static Credential of(Leaf leaf) {
    return of(List.of(leaf.certificate()), leaf.privateKey());
  }

  static Credential of(List<X509Certificate> chain, PrivateKey key) {
    return new Credential(chain.getFirst().getSerialNumber().toString(16), chain, key);
  }

  /// @param keyType of the JDK or of Netty: `EC`, `RSA`, `EC_EC`
  boolean fits(String keyType) {
    return keyType.equals(key.getAlgorithm()) || keyType.startsWith(key.getAlgorithm() + "_");
  }

  @Override
  public String toString() {
    return "credential " + alias;
  }
}
