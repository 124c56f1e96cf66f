package io.turnpike.admin;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The file of a Unix socket: made where nobody else can reach it, 0600, and only then put in its
/// place. Not on an event loop.
final class SocketFile implements AutoCloseable {
  private final Path path;
  private final Path folder;
  private @Nullable Object key;

  private SocketFile(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
  }

  /// @throws IOException with one line: what is in the way
  static SocketFile prepare(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isOther()) {
        throw new IOException(path + " is there and no socket (expected: a path of its own)");
      }
      if (isAnswered(path)) {
        throw new IOException(path + " is in use by another program");
      }
    }
    Path parent = path.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException(parent + ": no such folder (expected: one that is there)");
    }
    try {
      var owner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      return new SocketFile(path, Files.createTempDirectory(parent, ".t", owner));
    } catch (IOException e) {
      throw new IOException(parent + ": cannot make a socket there: " + e.getMessage(), e);
    }
  }

  private static boolean isAnswered(Path path) {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // left by a program that is gone
    }
  }

  /// Where to bind.
  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(folder.resolve("s"));
  }

  /// Bound: puts it in its place.
  void publish() throws IOException {
    Path made = folder.resolve("s");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    key = Files.readAttributes(made, BasicFileAttributes.class).fileKey();
    Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(folder);
  }

  /// Takes it away, if it is still ours.
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve("s"));
    Files.deleteIfExists(folder);
    if (key != null
        && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
      Files.delete(path);
    }
  }
}
