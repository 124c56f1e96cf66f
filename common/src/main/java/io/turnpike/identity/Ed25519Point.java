package io.turnpike.identity;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/// Says whether 32 bytes are a usable ed25519 public key (RFC 8032 §5.1.3), which the JDK does not
/// ask.
///
/// The torsion points are refused because under one of them a single constant signature verifies
/// any message; other encodings of a point because one key would then have several fingerprints.
final class Ed25519Point {
  static final int ENCODED_BYTES = 32;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger EULER = P.subtract(BigInteger.ONE).shiftRight(1);

  /// y of an order-8 point; the other one is its negative.
  private static final BigInteger ORDER_8_Y =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  private static final Set<BigInteger> SMALL_ORDER_Y =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          ORDER_8_Y,
          P.subtract(ORDER_8_Y));

  private Ed25519Point() {}

  /// What is wrong with the encoding, if anything is.
  static Optional<String> problem(byte[] encoded) {
    if (encoded.length != ENCODED_BYTES) {
      return Optional.of("ed25519 key of " + encoded.length + " bytes (expected: 32)");
    }
    BigInteger y = yOf(encoded);
    if (y.compareTo(P) >= 0) {
      return Optional.of("ed25519 key in a non-canonical encoding (expected: y below 2^255-19)");
    }
    if (SMALL_ORDER_Y.contains(y)) {
      return Optional.of("ed25519 key of small order, under which anybody can sign");
    }
    return isOnCurve(y) ? Optional.empty() : Optional.of("ed25519 key that is no curve point");
  }

  private static BigInteger yOf(byte[] encoded) {
    byte[] bigEndian = new byte[ENCODED_BYTES];
    for (int i = 0; i < ENCODED_BYTES; i++) {
      bigEndian[i] = encoded[ENCODED_BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f; // the top bit is the sign of x
    return new BigInteger(1, bigEndian);
  }

  /// x² = (y² - 1) / (d·y² + 1) has a root; the quotient is a square exactly when the product is.
  private static boolean isOnCurve(BigInteger y) {
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger numerator = y2.subtract(BigInteger.ONE);
    BigInteger denominator = D.multiply(y2).add(BigInteger.ONE);
    return numerator.multiply(denominator).mod(P).modPow(EULER, P).equals(BigInteger.ONE);
  }
}
