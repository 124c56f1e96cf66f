package io.turnpike.gencert;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ExitCode;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gen-cert ed25519`: an identity for an edge, or one for all of them.
@Command(
    name = "ed25519",
    description = "Makes an identity: a private key (auth) and its public line (auth.pub).",
    footer = {
      "Example:",
      "  gen-cert ed25519",
      "",
      "An edge needs auth. The relay-server needs auth.pub, or its line in authorized_keys."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
final class Ed25519Command implements Callable<Integer> {

  @Option(
      names = {"-C", "--comment"},
      order = 1,
      paramLabel = "TEXT",
      defaultValue = "turnpike",
      description = "What stands behind the public key, for people.")
  private String comment;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws KeyFileException {
    Path privateFile = output.file("auth");
    Path publicFile = output.file("auth.pub");
    if (!output.force()) {
      KeyFiles.refuseExisting(privateFile, publicFile);
    }
    IdentityKeyPair keyPair = IdentityKeyPair.generate();
    String line = keyPair.identity().toOpenSshLine(comment.replaceAll("\\s+", " "));
    KeyFiles.writePrivate(privateFile, keyPair.toPem(), output.force());
    KeyFiles.writePublic(publicFile, line + "\n", output.force());
    PrintWriter out = spec.commandLine().getOut();
    out.println(privateFile + ": private key, for the edges alone");
    out.println(publicFile + ": public key, for the relay-server");
    out.println("  identity " + IdentityKeyPair.load(privateFile).identity());
    return ExitCode.ENDED.code();
  }
}
