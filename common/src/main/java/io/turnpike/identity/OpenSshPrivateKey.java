package io.turnpike.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes the seed out of an `OPENSSH PRIVATE KEY` block, as `ssh-keygen -t ed25519` writes it.
///
/// The format is OpenSSH's PROTOCOL.key: a magic word, cipher, kdf and its options, the number of
/// keys, the public key, then the private section: two equal check words, type, public key, seed
/// and public key, comment, padding.
final class OpenSshPrivateKey {
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SEED_BYTES = 32;

  private OpenSshPrivateKey() {}

  /// @throws IllegalArgumentException with a message for the user, without the place
  static byte[] seed(byte[] blob) {
    if (!Arrays.equals(blob, 0, Math.min(blob.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("no OpenSSH private key (expected: openssh-key-v1)");
    }
    SshWire outer = new SshWire(Arrays.copyOfRange(blob, MAGIC.length, blob.length));
    String cipher = outer.readText();
    outer.readText(); // kdf
    outer.readBytes(); // its options
    if (!cipher.equals("none")) {
      throw new IllegalArgumentException(
          "protected by a passphrase (expected: an unencrypted key; make an unencrypted copy with: "
              + "cp KEY COPY && ssh-keygen -p -N '' -f COPY)");
    }
    if (outer.readInt() != 1) {
      throw new IllegalArgumentException("several keys in one file (expected: one)");
    }
    outer.readBytes(); // the public key; it is derived from the seed
    return seedOf(new SshWire(outer.readBytes()));
  }

  private static byte[] seedOf(SshWire section) {
    int check = section.readInt();
    if (section.readInt() != check) {
      throw new IllegalArgumentException("damaged OpenSSH private key (its check words differ)");
    }
    String type = section.readText();
    if (!type.equals(SshWire.ED25519)) {
      throw new IllegalArgumentException(
          "private key of type "
              + type
              + " (expected: ssh-ed25519; make one with: gen-cert ed25519)");
    }
    section.readBytes(); // the public key
    byte[] seedAndPublicKey = section.readBytes();
    if (seedAndPublicKey.length != 2 * SEED_BYTES) {
      throw new IllegalArgumentException("damaged OpenSSH private key (expected: 64 bytes of key)");
    }
    return Arrays.copyOf(seedAndPublicKey, SEED_BYTES);
  }
}
