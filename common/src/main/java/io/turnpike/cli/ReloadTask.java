package io.turnpike.cli;

import java.io.IOException;
import java.nio.file.Path;

/// `PROGRAM reload`: has the running process read its configuration again, as SIGHUP does. It is
/// found by its `--pid-file`.
final class ReloadTask implements Task {
  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String description() {
    return "Have the running process read its configuration again; needs its --pid-file.";
  }

  /// A configuration that cannot be read is refused here, before the process is disturbed.
  @Override
  public int run(Invocation invocation) throws IOException, InterruptedException {
    Effective effective = invocation.parse();
    Setting file = effective.of(ServiceOptions.PID_FILE);
    if (file.values().isEmpty()) {
      throw UserError.usage(
          "missing --pid-file FILE (expected: the one that the running process was given)");
    }
    ProcessHandle process =
        PidFile.running(Path.of(file.values().getFirst()), invocation.command().getClass());
    int exit =
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (exit != 0) {
      throw UserError.failed(
          "process %d cannot be signalled (expected: the right to, as its user or as root)"
              .formatted(process.pid()));
    }
    invocation
        .out()
        .println(
            "%s: process %d reads its configuration again; its log says what has changed"
                .formatted(invocation.program(), process.pid()));
    return ExitCode.ENDED.code();
  }
}
