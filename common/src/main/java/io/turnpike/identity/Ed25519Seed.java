package io.turnpike.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/// From the 32 secret bytes of RFC 8032 to both keys, with the JDK alone.
///
/// The JDK has no call for "public key of this private key", but its generator takes the seed from
/// the random source that it is given. That was preferred to Bouncy Castle's
/// `Ed25519.generatePublicKey`, which costs a signed jar at start; the private key that comes back
/// is compared with the seed, so a JDK that draws its bytes otherwise is noticed.
final class Ed25519Seed {
  private Ed25519Seed() {}

  static PrivateKey privateKey(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone()));
  }

  static byte[] publicKey(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
    KeyPair pair = generator.generateKeyPair();
    byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    if (!Arrays.equals(used, seed)) {
      throw new GeneralSecurityException("this JDK draws Ed25519 keys in an unknown way");
    }
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - Ed25519Point.ENCODED_BYTES, encoded.length);
  }

  /// Gives the seed once, to the generator above.
  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    FixedRandom(byte[] seed) {
      super(null, null);
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("this JDK draws Ed25519 keys in an unknown way");
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }
}
