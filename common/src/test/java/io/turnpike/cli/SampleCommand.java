package io.turnpike.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command with an option of each kind.
@Command(
    name = "sample",
    description = "Shows what a program looks like.",
    footerHeading = "%nExamples:%n",
    footer = {"  sample -s relay.example:4433 -r 5001:5001"})
final class SampleCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final EdgeOptions edge = new EdgeOptions();

  @Option(
      names = {"-r", "--routes"},
      split = ",",
      paramLabel = "ROUTE")
  List<String> routes = List.of();

  @Option(names = "--fast", description = "Go faster.")
  boolean fast;

  private final Consumer<SampleCommand> action;

  SampleCommand(Consumer<SampleCommand> action) {
    this.action = action;
  }

  EdgeConfig edge() {
    return edge.config();
  }

  LogLevel logLevel() {
    return common.logLevel();
  }

  @Override
  public Integer call() {
    action.accept(this);
    return ExitCode.ENDED.code();
  }
}
