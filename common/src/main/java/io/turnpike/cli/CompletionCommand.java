package io.turnpike.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `completion SHELL` of every program; [Programs] adds it.
@Command(
    name = "completion",
    helpCommand = true, // so the program's required options need not be there
    description = "Print what a shell needs to complete this command: bash, zsh or fish.",
    footer = {
      "",
      "  source <(entry-point completion bash)",
      "  entry-point completion fish > ~/.config/fish/completions/entry-point.fish"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompletionCommand implements Callable<Integer> {
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private String shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(of(spec.root(), shell));
    spec.commandLine().getOut().flush();
    return ExitCode.ENDED.code();
  }

  /// @throws UserError when the shell is none of these
  static String of(CommandSpec program, String shell) {
    return switch (shell) {
      // picocli's script is for both: in zsh it loads what understands bash's completions.
      case "bash", "zsh" -> AutoComplete.bash(program.name(), whole(program)) + "\n";
      case "fish" -> FishCompletion.of(program);
      default ->
          throw UserError.usage(
              "completion: \"%s\" (expected: %s)".formatted(shell, String.join(", ", SHELLS)));
    };
  }

  /// The program with its tasks as they are: with the program's own options.
  private static CommandLine whole(CommandSpec program) {
    if (!(program.userObject() instanceof ServiceCommand service)) {
      return program.commandLine();
    }
    CommandLine whole = new CommandLine(service.another());
    for (Task task : Tasks.of(service)) {
      CommandLine line = new CommandLine(service.another());
      Tasks.addOptions(task, line.getCommandSpec());
      whole.addSubcommand(task.name(), line);
    }
    whole.addSubcommand("completion", new CommandLine(new CompletionCommand()));
    whole.addSubcommand("version", new CommandLine(new VersionCommand()));
    return whole;
  }
}
