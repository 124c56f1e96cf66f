package io.turnpike.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HexFormat;

/// An identity with its private key: the secret by which a process proves who it is. `toString` is
/// masked.
public final class IdentityKeyPair {
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final int SEED_BYTES = 32;

  private final byte[] seed;
  private final PrivateKey privateKey;
  private final Identity identity;

  private IdentityKeyPair(byte[] seed) throws GeneralSecurityException {
    this.seed = seed.clone();
    this.privateKey = Ed25519Seed.privateKey(this.seed);
    this.identity = Identity.ofRaw(Ed25519Seed.publicKey(this.seed));
  }

  public static IdentityKeyPair generate() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return ofSeed(seed);
  }

  /// Reads a private key file, such as `certs/auth`: PKCS#8 PEM, or OpenSSH without a passphrase;
  /// or the key of a [Profile].
  public static IdentityKeyPair load(Path file) throws KeyFileException {
    String text = KeyFiles.readPrivate(file);
    return Profile.isProfile(text)
        ? Profile.parse(text, file.toString()).keys()
        : parse(text, file);
  }

  /// @param where begins every error
  public static IdentityKeyPair parse(String text, Object where) throws KeyFileException {
    try {
      return ofSeed(PrivateKeyText.seed(text, where));
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(where, String.valueOf(e.getMessage()), e);
    }
  }

  static IdentityKeyPair ofSeed(byte[] seed) {
    try {
      return new IdentityKeyPair(seed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no Ed25519 in this JDK", e);
    }
  }

  public Identity identity() {
    return identity;
  }

  /// The 64 bytes of a pure Ed25519 signature.
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot sign with a checked ed25519 key", e);
    }
  }

  /// The private key as PKCS#8 PEM. A secret: for a file that only its owner can read.
  public String toPem() {
    byte[] der = new byte[PKCS8_PREFIX.length + seed.length];
    System.arraycopy(PKCS8_PREFIX, 0, der, 0, PKCS8_PREFIX.length);
    System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, seed.length);
    return PemBlock.write("PRIVATE KEY", der);
  }

  @Override
  public String toString() {
    return "private key of " + identity;
  }
}
