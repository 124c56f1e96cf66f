package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
  @TempDir Path directory;

  @BeforeEach
  void onlyWhereThereArePermissions() {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
  }

  private static String modeOf(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String messageOf(Executable action) {
    return String.valueOf(assertThrows(KeyFileException.class, action).getMessage());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAPrivateFileForItsOwnerOnlyAndLeavesNothingElse() throws Exception {
    Path file = directory.resolve("auth");
    KeyFiles.writePrivate(file, "secret\n", false);
    assertEquals("rw-------", modeOf(file));
    assertEquals("secret\n", KeyFiles.readPrivate(file));
    assertEquals(List.of("auth"), names());
  }

  @Test
  void writesAPublicFileForAll() throws Exception {
    Path file = directory.resolve("auth.pub");
    KeyFiles.writePublic(file, "public\n", false);
    assertEquals("rw-r--r--", modeOf(file));
    assertEquals(List.of("auth.pub"), names());
  }

  @Test
  void makesTheDirectoriesAbove() throws Exception {
    Path file = directory.resolve("a/b/auth");
    KeyFiles.writePrivate(file, "secret\n", false);
    assertEquals("secret\n", Files.readString(file));
  }

  @Test
  void overwritesOnlyWithForce() throws Exception {
    Path file = directory.resolve("auth");
    KeyFiles.writePrivate(file, "old", false);
    assertEquals(
        file + ": exists already (expected: no such file, or --force)",
        messageOf(() -> KeyFiles.writePrivate(file, "new", false)));
    assertEquals("old", Files.readString(file));
    KeyFiles.writePrivate(file, "new", true);
    assertEquals("new", Files.readString(file));
    assertEquals("rw-------", modeOf(file));
    assertEquals(List.of("auth"), names());
  }

  @Test
  void refusesTheFirstFileThatExistsEvenAsADanglingLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("auth"), Path.of("nowhere"));
    Path free = directory.resolve("auth.pub");
    KeyFiles.refuseExisting(free);
    assertTrue(messageOf(() -> KeyFiles.refuseExisting(free, link)).startsWith(link.toString()));
    assertThrows(KeyFileException.class, () -> KeyFiles.writePrivate(link, "x", false));
    assertTrue(Files.isSymbolicLink(link));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---", "rwxrwxrwx"})
  void refusesAPrivateFileOpenToOthersWithTheCommandToRun(String mode) throws Exception {
    Path file = Files.writeString(directory.resolve("auth"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertEquals(
        file + ": private key open to others, mode " + mode + " (run: chmod 600 " + file + ")",
        messageOf(() -> KeyFiles.readPrivate(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void readsAPrivateFileOfItsOwner(String mode) throws Exception {
    Path file = Files.writeString(directory.resolve("auth"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertEquals("secret", KeyFiles.readPrivate(file));
  }

  @Test
  void saysWhyAFileCannotBeRead() throws Exception {
    Path missing = directory.resolve("missing");
    assertEquals(missing + ": no such file", messageOf(() -> KeyFiles.readPublic(missing)));
    assertEquals(
        directory + ": a directory (expected: a file)",
        messageOf(() -> KeyFiles.readPublic(directory)));
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
    assertEquals(
        binary + ": not a text file (expected: PEM or OpenSSH text)",
        messageOf(() -> KeyFiles.readPublic(binary)));
    Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
    assertEquals(
        large + ": too large (expected: at most 1 MiB)",
        messageOf(() -> KeyFiles.readPublic(large)));
  }
}
