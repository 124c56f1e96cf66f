package io.turnpike.gencert;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the files go; the same for all subcommands.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      order = 100,
      paramLabel = "DIRECTORY",
      defaultValue = "certs",
      description = "Where to write the files.")
  private Path directory;

  @Option(names = "--force", order = 101, description = "Replace files that exist.")
  private boolean force;

  Path file(String name) {
    return directory.resolve(name);
  }

  boolean force() {
    return force;
  }
}
