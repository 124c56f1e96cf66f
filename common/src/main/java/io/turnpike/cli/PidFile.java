package io.turnpike.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/// The file that says which process runs: its id and a line end.
final class PidFile implements AutoCloseable {
  private static final int MOST_DIGITS = 18;

  private final Path file;
  private final String text = ProcessHandle.current().pid() + "\n";

  private PidFile(Path file) {
    this.file = file;
  }

  /// Writes this process's id.
  ///
  /// @param command of this program
  /// @throws UserError when another process of this program has the file, or it cannot be written
  static PidFile write(Path file, Class<?> command) {
    Optional<ProcessHandle> other = read(file).filter(process -> isOf(process, command));
    if (other.isPresent() && other.get().pid() != ProcessHandle.current().pid()) {
      throw UserError.failed(
          "%s: process %d runs already (expected: a --pid-file of its own for each)"
              .formatted(file, other.get().pid()));
    }
    PidFile written = new PidFile(file);
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(unfinished, written.text);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw UserError.failed(
          "--pid-file: %s cannot be written: %s".formatted(file, e.getMessage()));
    }
    return written;
  }

  /// The process of `command`'s program that the file names.
  ///
  /// @throws UserError when there is none
  static ProcessHandle running(Path file, Class<?> command) {
    if (!Files.exists(file)) {
      throw UserError.failed(
          file + ": no such file (expected: that of a running process with this --pid-file)");
    }
    return read(file)
        .filter(process -> isOf(process, command))
        .orElseThrow(() ->
            UserError.failed(file + ": names no running process (expected: one of this program)"));
  }

  private static Optional<ProcessHandle> read(Path file) {
    try {
      String text = Files.readString(file).strip();
      boolean isNumber =
          !text.isEmpty()
              && text.length() <= MOST_DIGITS
              && text.chars().allMatch(Character::isDigit);
      return isNumber
          ? ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /// Whether it was started with this class. Looks itself on Linux, where Java shows no command
  /// line of more than a page.
  private static boolean isOf(ProcessHandle process, Class<?> command) {
    Path shown = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    try {
      String[] words =
          Files.isReadable(shown)
              ? Files.readString(shown, StandardCharsets.ISO_8859_1).split("\0")
              : process.info().arguments().orElse(new String[0]);
      return Arrays.asList(words).contains(command.getName());
    } catch (IOException e) {
      return false; // gone
    }
  }

  /// Takes the file away, unless it is another process's by now.
  @Override
  public void close() {
    try {
      if (Files.readString(file).equals(text)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // gone, or not ours to delete
    }
  }
}
