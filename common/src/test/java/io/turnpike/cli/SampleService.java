package io.turnpike.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A program that would run until it is told to stop.
@Command(name = "sample", description = "Shows what a program looks like.")
final class SampleService implements ServiceCommand {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ServiceOptions service = new ServiceOptions();
  @Mixin private final EdgeOptions edge = new EdgeOptions();

  @Option(
      names = {"-r", "--routes"},
      split = ",",
      paramLabel = "ROUTE")
  List<String> routes = List.of();

  @Option(names = "--fast", description = "Go faster.")
  boolean fast;

  @Option(names = "--proxy", description = "Through this one.")
  String proxy = "";

  @Option(names = "--admin-token", description = "Who knows it may ask.")
  String token = "";

  @Override
  public SampleService another() {
    return new SampleService();
  }

  @Override
  public Set<String> reloadable() {
    return Set.of("--routes");
  }

  @Override
  public void check(Problems problems) {
    EdgeConfig config = edge.config();
    if (routes.contains("bad")) {
      throw UserError.usage("route \"bad\" (expected: a good one)");
    }
    problems.add(config.serverCert() + ": nobody likes it (run: gen-cert)");
    problems.look(
        "make one", () -> io.turnpike.identity.KeyFiles.readPublic(config.authPrivateKey()));
  }

  @Override
  public Integer call() {
    return ExitCode.ENDED.code();
  }
}
