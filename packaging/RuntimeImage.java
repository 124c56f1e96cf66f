import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The Java runtime that comes with the programs, made by jlink from the JDK that this runs on.
final class RuntimeImage {
  /// What the programs use; they handle signals through sun.misc. scripts/check-build and the training run try them on it.
  private static final List<String> MODULES = List.of("java.base", "jdk.unsupported");

  private RuntimeImage() {}

  static void create(Path directory) throws IOException, InterruptedException {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    int exit =
        new ProcessBuilder(
                jlink.toString(),
                "--add-modules=" + String.join(",", MODULES),
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--output=" + directory)
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new Failure(jlink + " ended with " + exit + " (expected: a JDK with jmods, or one that was built to link from itself)");
    }
  }
}
