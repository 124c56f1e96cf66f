package io.turnpike.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `status` of every program that has an admin endpoint; [Programs] adds it. Exit code 1 when the
/// program does not answer, or is not ready.
@Command(
    name = "status",
    helpCommand = true, // so the program's required options need not be there
    description = "Show how the running program is, through its admin endpoint.")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class StatusCommand implements Callable<Integer> {
  private static final long WATCH_MILLIS = 2_000;
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(
      names = AdminOptions.ADMIN,
      order = 1,
      paramLabel = "ADDRESS",
      description = "Where the endpoint is: 127.0.0.1:PORT or unix:PATH.")
  private @Nullable String admin;

  @Option(
      names = CommonOptions.CONFIG,
      order = 2,
      paramLabel = "FILE",
      description = "Look for the address in the program's configuration file.")
  private @Nullable Path config;

  @Option(names = "--watch", order = 3, description = "Again every two seconds, until stopped.")
  private boolean watch;

  @Option(names = "--json", order = 4, description = "All of it, as JSON.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      order = 5,
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String where = admin;
    if (where == null) {
      throw UserError.usage(
          "--admin: none (expected: the address that the program was told, here, as"
              + " TURNPIKE_ADMIN or in the --config file)");
    }
    int exit = StatusView.show(where, json, "", spec.commandLine().getOut());
    while (watch) {
      Thread.sleep(WATCH_MILLIS);
      exit = StatusView.show(where, json, json ? "" : CLEAR, spec.commandLine().getOut());
    }
    return exit;
  }
}
