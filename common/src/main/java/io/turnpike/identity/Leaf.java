package io.turnpike.identity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A short-lived P-256 key with a certificate that an ed25519 identity signed: what a process shows
/// in TLS.
///
/// BoringSSL takes no ed25519 certificates, so TLS proves the P-256 key, and the certificate proves
/// that the identity vouches for it. One certificate of about 350 bytes carries all; a chain of two
/// would be nearly twice that. Its fields:
///
/// | field | value |
/// |---|---|
/// | version, serial | 3; 63 random bits |
/// | signature algorithm | Ed25519 (1.3.101.112) |
/// | issuer, subject | `CN=turnpike identity`, `CN=turnpike leaf`: so that no certificate made for another purpose passes |
/// | validity | a day ago to seven days ahead |
/// | public key | P-256, uncompressed |
/// | key usage | critical, digitalSignature alone |
/// | authority key identifier | the 32 raw bytes of the identity's public key (RFC 5280 §4.2.1.1 leaves their choice to the issuer) |
///
/// Nothing else is in it, and [#verify] takes nothing else.
public final class Leaf {
  private static final Duration VALIDITY = Duration.ofDays(7);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 63;

  private final Identity identity;
  private final X509Certificate certificate;
  private final PrivateKey privateKey;

  private Leaf(Identity identity, X509Certificate certificate, PrivateKey privateKey) {
    this.identity = identity;
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  /// Has the JDK compute what it needs once for P-256, which the first [#mint] would otherwise wait
  /// for: 50 to 90 ms. Any thread.
  public static void prepare() {
    try {
      newKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a P-256 key", e);
    }
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// Makes a fresh key and signs for it: about a millisecond when warm.
  public static Leaf mint(IdentityKeyPair keyPair, Clock clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      KeyPair p256 = newKey();
      byte[] toBeSigned =
          LeafFormat.toBeSigned(
              new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
              now.minus(LeafFormat.CLOCK_ERROR),
              now.plus(VALIDITY),
              p256.getPublic().getEncoded(),
              keyPair.identity());
      byte[] encoded = LeafFormat.certificate(toBeSigned, keyPair.sign(toBeSigned));
      return new Leaf(keyPair.identity(), parse(encoded), p256.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a P-256 leaf", e);
    }
  }

  static X509Certificate parse(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /// Whose leaf this is, when everything about it holds at `now`, give or take a day.
  ///
  /// It says nothing of whether that identity is authorised, nor that the peer has the leaf's key:
  /// TLS proves that.
  ///
  /// @throws CertificateException with one line that says what does not hold
  public static Identity verify(X509Certificate leaf, Instant now) throws CertificateException {
    return LeafVerifier.verify(leaf, now);
  }

  /// The identity that a leaf names, **without any proof**: only for one that has passed [#verify]
  /// in its handshake.
  public static Identity claimedIdentity(X509Certificate leaf) throws CertificateException {
    return LeafVerifier.claimedIdentity(leaf);
  }

  /// When the one who made it did so, by his clock.
  public static Instant madeAt(X509Certificate leaf) {
    return leaf.getNotBefore().toInstant().plus(LeafFormat.CLOCK_ERROR);
  }

  public Identity identity() {
    return identity;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey privateKey() {
    return privateKey;
  }

  @Override
  public String toString() {
    return "leaf of " + identity;
  }
}
