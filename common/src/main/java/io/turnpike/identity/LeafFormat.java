package io.turnpike.identity;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// The bytes of a leaf, in the order of RFC 5280 §4.1. [Leaf] says what they mean.
final class LeafFormat {
  static final byte[] ISSUER = Der.commonName("turnpike identity");
  static final byte[] SUBJECT = Der.commonName("turnpike leaf");
  static final String ED25519_OID = "1.3.101.112";
  static final String AUTHORITY_KEY_OID = "2.5.29.35";

  /// Everything of a P-256 SubjectPublicKeyInfo but the 64 bytes of x and y; ends in the 04 of an
  /// uncompressed point.
  static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  static final int P256_BYTES = P256_PREFIX.length + 64;

  /// OCTET STRING { SEQUENCE { [0] of 32 bytes } }: what `getExtensionValue` gives before the raw
  /// key.
  static final byte[] AUTHORITY_KEY_PREFIX = HexFormat.of().parseHex("042430228020");

  static final Duration MAX_VALIDITY = Duration.ofDays(30);
  static final Duration CLOCK_ERROR = Duration.ofDays(1);

  private static final byte[] ED25519_ALGORITHM = HexFormat.of().parseHex("300506032b6570");

  /// digitalSignature and nothing else, critical.
  private static final byte[] KEY_USAGE =
      HexFormat.of().parseHex("300e0603551d0f0101ff040403020780");

  private LeafFormat() {}

  /// The part of the certificate that the identity signs.
  static byte[] toBeSigned(
      BigInteger serial, Instant notBefore, Instant notAfter, byte[] p256Key, Identity identity) {
    byte[] version3 = HexFormat.of().parseHex("a003020102");
    byte[] keyUsageAndIdentity = Der.sequence(KEY_USAGE, authorityKey(identity));
    return Der.sequence(
        version3,
        Der.integer(serial),
        ED25519_ALGORITHM,
        ISSUER,
        Der.sequence(Der.time(notBefore), Der.time(notAfter)),
        SUBJECT,
        p256Key,
        Der.element(0xa3, keyUsageAndIdentity));
  }

  static byte[] certificate(byte[] toBeSigned, byte[] signature) {
    return Der.sequence(toBeSigned, ED25519_ALGORITHM, Der.bits(signature));
  }

  private static byte[] authorityKey(Identity identity) {
    byte[] oid = {0x06, 0x03, 0x55, 0x1d, 0x23}; // 2.5.29.35
    byte[] keyIdentifier = Der.element(0x80, identity.rawKey());
    return Der.sequence(oid, Der.octets(Der.sequence(keyIdentifier)));
  }
}
