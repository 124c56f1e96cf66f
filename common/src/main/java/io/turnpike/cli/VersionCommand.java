package io.turnpike.cli;

import io.turnpike.net.Transport;
import io.turnpike.tls.TlsProvider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `version` and `--version` of every program; [Programs] adds it.
@Command(
    name = "version",
    helpCommand = true, // so the program's required options need not be there
    description = "Show the version and what it runs on.")
public final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    for (String line : report(spec.root().name())) {
      spec.commandLine().getOut().println(line);
    }
    return ExitCode.ENDED.code();
  }

  @Override
  public String[] getVersion() {
    return report(spec.root().name());
  }

  private static String[] report(String program) {
    return Version.current()
        .report(program, TlsProvider.best().description(), Transport.best().toString())
        .toArray(String[]::new);
  }
}
