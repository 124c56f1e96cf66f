package io.turnpike.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Checks a peer's leaf against the table in [Leaf], cheapest first; the signature comes last.
final class LeafVerifier {
  private static final int MAX_SERIAL_BITS = 159; // RFC 5280 §4.1.2.2

  private LeafVerifier() {}

  static Identity verify(X509Certificate leaf, Instant now) throws CertificateException {
    checkForm(leaf);
    checkDates(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant(), now);
    Identity identity = claimedIdentity(leaf);
    checkBytes(leaf, identity);
    try {
      leaf.verify(identity.toJca());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("leaf not signed by the identity it names, " + identity, e);
    }
    return identity;
  }

  static Identity claimedIdentity(X509Certificate leaf) throws CertificateException {
    byte @Nullable [] extension = leaf.getExtensionValue(LeafFormat.AUTHORITY_KEY_OID);
    byte[] prefix = LeafFormat.AUTHORITY_KEY_PREFIX;
    int length = prefix.length + Ed25519Point.ENCODED_BYTES;
    if (extension == null || extension.length != length || !startsWith(extension, prefix)) {
      throw new CertificateException("leaf without an identity in its authority key identifier");
    }
    try {
      return Identity.ofRaw(Arrays.copyOfRange(extension, prefix.length, length));
    } catch (IllegalArgumentException e) {
      throw new CertificateException("leaf with an unsafe identity: " + e.getMessage(), e);
    }
  }

  private static void checkForm(X509Certificate leaf) throws CertificateException {
    if (!Arrays.equals(leaf.getIssuerX500Principal().getEncoded(), LeafFormat.ISSUER)
        || !Arrays.equals(leaf.getSubjectX500Principal().getEncoded(), LeafFormat.SUBJECT)) {
      throw new CertificateException(
          "certificate of \"%s\" (expected: a turnpike leaf)"
              .formatted(leaf.getSubjectX500Principal().getName()));
    }
    if (!leaf.getSigAlgOID().equals(LeafFormat.ED25519_OID)) {
      throw new CertificateException(
          "leaf signed with %s (expected: Ed25519)".formatted(leaf.getSigAlgName()));
    }
    if (leaf.getSerialNumber().bitLength() > MAX_SERIAL_BITS) {
      throw new CertificateException("leaf with an overlong serial number (expected: 20 bytes)");
    }
    byte[] key = leaf.getPublicKey().getEncoded();
    if (key.length != LeafFormat.P256_BYTES || !startsWith(key, LeafFormat.P256_PREFIX)) {
      throw new CertificateException(
          "leaf with a key of type %s (expected: P-256)"
              .formatted(leaf.getPublicKey().getAlgorithm()));
    }
  }

  /// A leaf's bytes follow from its few values, so all the rest is checked at once by writing it
  /// again.
  private static void checkBytes(X509Certificate leaf, Identity identity)
      throws CertificateException {
    byte[] toBeSigned =
        LeafFormat.toBeSigned(
            leaf.getSerialNumber(),
            leaf.getNotBefore().toInstant(),
            leaf.getNotAfter().toInstant(),
            leaf.getPublicKey().getEncoded(),
            identity);
    byte[] expected = LeafFormat.certificate(toBeSigned, leaf.getSignature());
    if (!Arrays.equals(expected, leaf.getEncoded())) {
      throw new CertificateException(
          "leaf of another form (expected: the fields of a turnpike leaf)");
    }
  }

  private static void checkDates(Instant from, Instant to, Instant now)
      throws CertificateException {
    if (Duration.between(from, to).compareTo(LeafFormat.MAX_VALIDITY) > 0) {
      throw new CertificateException(
          "leaf valid from %s to %s (expected: at most 30 days)".formatted(from, to));
    }
    if (now.isBefore(from.minus(LeafFormat.CLOCK_ERROR))) {
      throw new CertificateNotYetValidException(
          "leaf not valid before %s (it is %s; check the clocks)".formatted(from, now));
    }
    if (now.isAfter(to.plus(LeafFormat.CLOCK_ERROR))) {
      throw new CertificateExpiredException(
          "leaf expired at %s (it is %s; check the clocks)".formatted(to, now));
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
