package io.turnpike.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Runs the tasks of the programs that run until they are told to stop. The name of a task is the
/// first word of the command line; behind it the program's own options follow.
final class Tasks {
  private Tasks() {}

  /// What every such program can do, and what this one can do besides.
  static List<Task> of(ServiceCommand command) {
    List<Task> all = new ArrayList<>(command.tasks());
    all.addAll(List.of(new CheckTask(), new ConfigTask(), new ReloadTask()));
    return all;
  }

  /// Lists them in `--help`, which never runs them.
  static void list(ServiceCommand command, CommandLine program) {
    for (Task task : of(command)) {
      CommandSpec spec = CommandSpec.create().name(task.name());
      spec.helpCommand(true); // so the program's required options need not be there
      spec.usageMessage().description(task.description());
      spec.usageMessage().exitCodeList(task.exitCodes());
      addOptions(task, spec);
      program.addSubcommand(task.name(), new CommandLine(spec));
    }
  }

  /// Adds the task's own options to a command.
  static void addOptions(Task task, CommandSpec spec) {
    task.options()
        .ifPresent(own -> spec.addMixin(task.name(), CommandSpec.forAnnotatedObject(own)));
  }

  /// @return the exit code
  static int run(Task task, Invocation invocation) {
    List<String> words = Arrays.asList(invocation.args());
    if (words.contains("--help") || words.contains("-h")) {
      return help(task, invocation.command(), invocation.out());
    }
    try {
      return task.run(invocation);
    } catch (Exception e) {
      Settings settings = new Settings(invocation.environment());
      CommandLine line = Programs.commandLine(invocation.command(), settings);
      return Programs.handle(e, line.setErr(invocation.err()));
    }
  }

  private static int help(Task task, ServiceCommand command, PrintWriter out) {
    CommandLine line = new CommandLine(command).setOut(out);
    line.setCommandName(Programs.nameOf(command) + " " + task.name());
    addOptions(task, line.getCommandSpec());
    HelpLayout.apply(line);
    if (!task.exitCodes().isEmpty()) {
      line.getCommandSpec().usageMessage().exitCodeList(task.exitCodes());
    }
    line.getCommandSpec().usageMessage().description(task.description());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.usage(out);
    return ExitCode.ENDED.code();
  }
}
