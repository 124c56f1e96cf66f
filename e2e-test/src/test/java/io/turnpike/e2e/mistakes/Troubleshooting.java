package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/troubleshooting.md`: what the tests expect of the programs stands there, word for word.
final class Troubleshooting {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/troubleshooting.md");
  private static final String TEXT = read();

  private Troubleshooting() {}

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String cause(String text) {
    assertTrue(TEXT.contains(text), () -> PAGE + " without the cause: " + text);
    return text;
  }

  static String remedy(String text) {
    assertTrue(TEXT.contains(text), () -> PAGE + " without the remedy: " + text);
    return text;
  }
}
