package io.turnpike.identity;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/// Reads and writes the files of `certs/`. Private keys are for their owner only, from birth; a
/// file appears whole or not at all.
///
/// Blocks on the disk: never to be called from an event loop.
public final class KeyFiles {
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private KeyFiles() {}

  public static String readPublic(Path file) throws KeyFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new KeyFileException(file, "a directory (expected: a file)");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new KeyFileException(file, "too large (expected: at most 1 MiB)");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new KeyFileException(file, "no such file", e);
    } catch (AccessDeniedException e) {
      throw new KeyFileException(file, "permission denied", e);
    } catch (CharacterCodingException e) {
      throw new KeyFileException(file, "not a text file (expected: PEM or OpenSSH text)", e);
    } catch (IOException e) {
      throw new KeyFileException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /// Like [#readPublic], and refuses a file that group or others may touch, where the file system
  /// knows of such.
  public static String readPrivate(Path file) throws KeyFileException {
    String text = readPublic(file);
    if (text.startsWith(SshWire.ED25519)) {
      return text; // a public key: there is nothing to keep from others, and the parser says so
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!Collections.disjoint(permissions, OF_OTHERS)) {
        throw new KeyFileException(
            file,
            "private key open to others, mode %s (run: chmod 600 %s)"
                .formatted(PosixFilePermissions.toString(permissions), file));
      }
    } catch (UnsupportedOperationException e) {
      return text; // no POSIX file system
    } catch (IOException e) {
      throw new KeyFileException(file, "its permissions cannot be read: " + e.getMessage(), e);
    }
    return text;
  }

  /// Creates a private key file with mode 0600. Fails when it exists, unless `force` replaces it.
  public static void writePrivate(Path file, String text, boolean force) throws KeyFileException {
    new NewFile(file, "rw-------").write(text, force);
  }

  /// Creates a file with mode 0644. Fails when it exists, unless `force` replaces it.
  public static void writePublic(Path file, String text, boolean force) throws KeyFileException {
    new NewFile(file, "rw-r--r--").write(text, force);
  }

  /// Refuses when one of the files exists, so that a pair of files is written whole or not at all.
  public static void refuseExisting(Path... files) throws KeyFileException {
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw NewFile.existsAlready(file);
      }
    }
  }
}
