package io.turnpike.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// Recognises the formats of an ed25519 private key file, and says what to do about those it cannot
/// use.
final class PrivateKeyText {
  private static final String EXPECTED =
      "(expected: an ed25519 private key, PKCS#8 PEM or OpenSSH; make one with: gen-cert ed25519)";

  private PrivateKeyText() {}

  /// @throws IllegalArgumentException with a message for the user, without the place
  static byte[] seed(String text, Object where) throws KeyFileException {
    List<PemBlock> blocks = PemBlock.parse(text, where);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException(
          text.startsWith(SshWire.ED25519) ? "public key " + EXPECTED : "no PEM " + EXPECTED);
    }
    PemBlock block = blocks.getFirst();
    return switch (block.type()) {
      case "PRIVATE KEY" -> pkcs8Seed(block.der());
      case "OPENSSH PRIVATE KEY" -> OpenSshPrivateKey.seed(block.der());
      case "ENCRYPTED PRIVATE KEY" ->
          throw new IllegalArgumentException(
              "protected by a passphrase (expected: an unencrypted key; make an unencrypted copy with: "
                  + "openssl pkey -in KEY -out COPY)");
      default -> throw new IllegalArgumentException(block.type() + " block " + EXPECTED);
    };
  }

  private static byte[] pkcs8Seed(byte[] der) {
    try {
      return ((EdECPrivateKey)
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)))
          .getBytes()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("private key of another type, or damaged " + EXPECTED, e);
    }
  }
}
