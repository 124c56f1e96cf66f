package io.turnpike.gencert;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.Programs;
import io.turnpike.cli.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The program: one subcommand for each kind of key.
@Command(
    name = "gen-cert",
    description = "Makes the keys and certificates that the other programs use.",
    subcommands = {BundleCommand.class, X509Command.class, Ed25519Command.class, ShowCommand.class},
    footer = {
      "Examples:",
      "  gen-cert x509 --dns relay.example --ip 203.0.113.7    for the relay-server",
      "  gen-cert ed25519                                      an identity for the edges",
      "  gen-cert bundle --server relay.example:4433 --role entry --name laptop",
      "                                                        all that an edge needs, in one file",
      "  gen-cert show laptop.turnpike                         what a file is"
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class GenCertCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  public static void main(String[] args) {
    Programs.main(new GenCertCommand(), args);
  }

  @Override
  public Integer call() {
    throw UserError.usage(
        "no command (expected: bundle, x509, ed25519, show or version; try gen-cert --help)");
  }
}
