package io.turnpike.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;

/// Bytes that tell where they belong: cut from an endless repetition of a random block, whose
/// length divides no buffer's, so that a byte lost, repeated, or from another stream is noticed.
///
/// @param number which content; another number begins elsewhere in the block
/// @param length in bytes
public record Content(int number, long length) {
  private static final int LARGEST_CHUNK = 1 << 20;
  private static final int PERIOD = 1_300_021; // prime
  private static final byte[] BLOCK = block();

  private static byte[] block() {
    byte[] block = new byte[PERIOD + LARGEST_CHUNK];
    new Random(20_250_101).nextBytes(block);
    System.arraycopy(block, 0, block, PERIOD, LARGEST_CHUNK);
    return block;
  }

  /// Where in the block the byte at `offset` is; [#LARGEST_CHUNK] more can be read from there.
  private int at(long offset) {
    return (int) ((number * 77_003L + offset) % PERIOD);
  }

  /// Writes it in chunks of 1 B to 1 MiB, small ones as likely as large ones.
  public void writeTo(OutputStream out) throws IOException {
    var random = new Random(number);
    long offset = 0;
    while (offset < length) {
      int chunk = (int) Math.min(chunk(random), length - offset);
      out.write(BLOCK, at(offset), chunk);
      offset += chunk;
    }
  }

  private static int chunk(Random random) {
    int magnitude = 1 << random.nextInt(21);
    return Math.min(magnitude + random.nextInt(magnitude), LARGEST_CHUNK);
  }

  /// Reads exactly this and the end behind it.
  ///
  /// @return the SHA-256 of what was read
  public byte[] readFrom(InputStream in) throws IOException {
    MessageDigest sha256 = newSha256();
    byte[] buffer = new byte[1 << 16];
    long offset = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (offset + read > length) {
        throw new IOException("byte " + length + " is one too many");
      }
      int wrong = Arrays.mismatch(buffer, 0, read, BLOCK, at(offset), at(offset) + read);
      if (wrong >= 0) {
        throw new IOException("content " + number + " is wrong at " + (offset + wrong));
      }
      sha256.update(buffer, 0, read);
      offset += read;
    }
    if (offset < length) {
      throw new IOException("content " + number + " ends at " + offset + " of " + length);
    }
    return sha256.digest();
  }

  public byte[] sha256() {
    MessageDigest sha256 = newSha256();
    for (long offset = 0; offset < length; offset += LARGEST_CHUNK) {
      sha256.update(BLOCK, at(offset), (int) Math.min(LARGEST_CHUNK, length - offset));
    }
    return sha256.digest();
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
