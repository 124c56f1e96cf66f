package io.turnpike.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options of every program that runs until it is told to stop, to be mixed in.
public final class ServiceOptions {
  static final String PID_FILE = "--pid-file";

  @Option(
      names = PID_FILE,
      order = 910,
      paramLabel = "FILE",
      description = "Keep the id of the process in this file while it runs.")
  private @Nullable Path pidFile;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /// Says in the file, if there is to be one, that this process runs; until the result is closed.
  ///
  /// @throws UserError when another process of this program has the file, or it cannot be written
  public Running run() {
    return new Running(
        Optional.ofNullable(pidFile)
            .map(file -> PidFile.write(file, command.userObject().getClass())));
  }

  /// Whether a process runs with these options already, so that its ports are taken.
  public boolean isRunning() {
    if (pidFile == null || !Files.exists(pidFile)) {
      return false;
    }
    try {
      return PidFile.running(pidFile, command.userObject().getClass()).isAlive();
    } catch (UserError e) {
      return false;
    }
  }

  /// While it is open, the process runs.
  public static final class Running implements AutoCloseable {
    private final Optional<PidFile> file;

    private Running(Optional<PidFile> file) {
      this.file = file;
    }

    @Override
    public void close() {
      file.ifPresent(PidFile::close);
    }
  }
}
