package io.turnpike.identity;

import java.util.Base64;

/// A public key as OpenSSH writes it: `ssh-ed25519 BASE64 comment`.
record OpenSshLine(Identity identity, String comment) {

  /// @throws IllegalArgumentException with a message for the user, without the place
  static OpenSshLine parse(String line) {
    String[] fields = line.strip().split("[ \t]+", 3);
    String type = fields[0];
    if (line.contains("PRIVATE KEY-----")) {
      throw new IllegalArgumentException("private key (expected: a public key, ssh-ed25519 …)");
    }
    if (!type.equals(SshWire.ED25519)) {
      throw new IllegalArgumentException(
          "key type \"" + abbreviate(type) + "\" (expected: ssh-ed25519)");
    }
    if (fields.length < 2) {
      throw new IllegalArgumentException("key is missing (expected: ssh-ed25519 BASE64 comment)");
    }
    return new OpenSshLine(
        Identity.ofRaw(rawKey(fields[1])), fields.length == 3 ? fields[2].strip() : "");
  }

  private static byte[] rawKey(String base64) {
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("key is not base64 (expected: ssh-ed25519 BASE64)", e);
    }
    SshWire wire = new SshWire(blob);
    String type = wire.readText();
    if (!type.equals(SshWire.ED25519)) {
      throw new IllegalArgumentException(
          "key data of type \"" + abbreviate(type) + "\" (expected: ssh-ed25519)");
    }
    byte[] raw = wire.readBytes();
    if (!wire.isAtEnd()) {
      throw new IllegalArgumentException("key data too long (expected: 51 bytes)");
    }
    return raw;
  }

  private static String abbreviate(String word) {
    return word.length() <= 32 ? word : word.substring(0, 32) + "…";
  }
}
