package io.turnpike.identity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads and writes the strings of the SSH wire format (RFC 4251 §5): a length in four bytes, then
/// the bytes.
final class SshWire {
  static final String ED25519 = "ssh-ed25519";

  private final ByteBuffer in;

  SshWire(byte[] blob) {
    in = ByteBuffer.wrap(blob);
  }

  int readInt() {
    try {
      return in.getInt();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("key data cut short", e);
    }
  }

  byte[] readBytes() {
    int length = readInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("key data cut short");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  String readText() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  boolean isAtEnd() {
    return !in.hasRemaining();
  }

  /// The public key blob: what follows the type in an OpenSSH line, and what a fingerprint is taken
  /// of.
  static byte[] publicBlob(byte[] rawKey) {
    byte[] type = ED25519.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + type.length + rawKey.length)
        .putInt(type.length)
        .put(type)
        .putInt(rawKey.length)
        .put(rawKey)
        .array();
  }
}
