package io.turnpike.gencert;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ExitCode;
import io.turnpike.identity.KeyFileException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gen-cert show`: what a file is, without its secrets.
@Command(
    name = "show",
    description = {
      "Says what files are: certificate, private key, public key, authorized_keys or bundle, with",
      "fingerprints, names, dates and roles. Never shows a secret."
    },
    footer = {"Example:", "  gen-cert show certs/* laptop.turnpike"})
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
final class ShowCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to look at.")
  private List<Path> files;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws KeyFileException {
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : files) {
      new FileDescription(file).lines().forEach(out::println);
    }
    return ExitCode.ENDED.code();
  }
}
