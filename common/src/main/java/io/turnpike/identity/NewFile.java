package io.turnpike.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// A file about to appear, whole or not at all: written and synced under another name that only its
/// owner can read, then linked or renamed into place.
final class NewFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path target;
  private final Path directory;
  private final Set<PosixFilePermission> permissions;

  /// @param permissions as `ls` shows them, nine characters
  NewFile(Path file, String permissions) {
    this.file = file;
    this.target = file.toAbsolutePath();
    this.directory = Objects.requireNonNull(target.getParent(), "the root directory is no file");
    this.permissions = PosixFilePermissions.fromString(permissions);
  }

  void write(String text, boolean force) throws KeyFileException {
    try {
      Files.createDirectories(directory);
      Path temporary = createTemporary();
      try {
        fill(temporary, text);
        publish(temporary, force);
      } finally {
        Files.deleteIfExists(temporary);
      }
      syncDirectory();
    } catch (FileAlreadyExistsException e) {
      throw existsAlready(file);
    } catch (AccessDeniedException e) {
      throw new KeyFileException(file, "permission denied", e);
    } catch (IOException e) {
      throw new KeyFileException(file, "cannot be written: " + e.getMessage(), e);
    }
  }

  static KeyFileException existsAlready(Path file) {
    return new KeyFileException(file, "exists already (expected: no such file, or --force)");
  }

  private boolean isPosix() {
    return Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null;
  }

  private Path createTemporary() throws IOException {
    String prefix = "." + target.getFileName() + ".";
    return isPosix()
        ? Files.createTempFile(directory, prefix, ".tmp", OWNER_ONLY)
        : Files.createTempFile(directory, prefix, ".tmp");
  }

  private void fill(Path temporary, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (isPosix()) {
      Files.setPosixFilePermissions(temporary, permissions);
    }
  }

  private void publish(Path temporary, boolean force) throws IOException {
    if (force) {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try {
      Files.createLink(target, temporary); // unlike a rename, never replaces
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      Files.move(temporary, target); // a file system without hard links
    }
  }

  private void syncDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open a directory; the file itself is on the disk already.
    }
  }
}
