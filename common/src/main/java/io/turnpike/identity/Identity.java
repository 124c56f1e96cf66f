package io.turnpike.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Who somebody is: an ed25519 public key, shown as `SHA256:…` like OpenSSH does. Immutable,
/// compared by value.
public final class Identity {
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] rawKey;
  private final String fingerprint;

  private Identity(byte[] rawKey) {
    this.rawKey = rawKey;
    this.fingerprint = fingerprintOf(rawKey);
  }

  /// @param rawKey the 32 bytes of RFC 8032
  /// @throws IllegalArgumentException when this is no safe key: small order, not canonical, not on
  ///   the curve
  public static Identity ofRaw(byte[] rawKey) {
    byte[] copy = rawKey.clone();
    Ed25519Point.problem(copy)
        .ifPresent(problem -> {
          throw new IllegalArgumentException(problem);
        });
    return new Identity(copy);
  }

  /// @param line `ssh-ed25519 BASE64 comment`
  /// @throws IllegalArgumentException with what is wrong and what was expected
  public static Identity parseOpenSsh(String line) {
    return OpenSshLine.parse(line).identity();
  }

  /// Reads a public key file, such as `certs/auth.pub`: one OpenSSH line.
  public static Identity load(Path file) throws KeyFileException {
    String text = KeyFiles.readPublic(file);
    try {
      return parseOpenSsh(text.strip());
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(file, String.valueOf(e.getMessage()), e);
    }
  }

  public byte[] rawKey() {
    return rawKey.clone();
  }

  public String fingerprint() {
    return fingerprint;
  }

  public String toOpenSshLine(String comment) {
    String key = Base64.getEncoder().encodeToString(SshWire.publicBlob(rawKey));
    return (SshWire.ED25519 + " " + key + " " + comment).strip();
  }

  public PublicKey toJca() {
    byte[] encoded = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + rawKey.length);
    System.arraycopy(rawKey, 0, encoded, SPKI_PREFIX.length, rawKey.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK refused a checked ed25519 key", e);
    }
  }

  private static String fingerprintOf(byte[] rawKey) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(SshWire.publicBlob(rawKey));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no SHA-256 in this JDK", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identity that && Arrays.equals(rawKey, that.rawKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rawKey);
  }

  @Override
  public String toString() {
    return fingerprint;
  }
}
