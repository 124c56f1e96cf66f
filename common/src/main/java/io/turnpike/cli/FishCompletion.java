package io.turnpike.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What fish completes for a program, from its command.
final class FishCompletion {
  private static final Set<String> PATHS = Set.of("FILE", "DIR");

  private final StringBuilder script = new StringBuilder();
  private final String program;

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandSpec program) {
    FishCompletion completion = new FishCompletion(program.name());
    completion.write(program);
    return completion.script.toString();
  }

  private void write(CommandSpec spec) {
    script.append("# fish completion for ").append(program).append('\n');
    script.append("complete -c ").append(program).append(" -f\n");
    for (CommandLine each : spec.subcommands().values()) {
      CommandSpec command = each.getCommandSpec();
      script.append("complete -c ").append(program).append(" -n __fish_use_subcommand -a ");
      script.append(quoted(command.name()));
      describe(String.join(" ", command.usageMessage().description()));
    }
    ManPage.inOrder(spec).forEach(option -> option(option, ""));
    for (CommandLine each : spec.subcommands().values()) {
      CommandSpec command = each.getCommandSpec();
      for (OptionSpec option : command.options()) {
        if (spec.findOption(option.longestName()) == null) {
          option(option, "__fish_seen_subcommand_from " + command.name());
        }
      }
    }
    script.append("complete -c ").append(program);
    script.append(" -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n");
  }

  private void option(OptionSpec option, String condition) {
    script.append("complete -c ").append(program);
    if (!condition.isEmpty()) {
      script.append(" -n ").append(quoted(condition));
    }
    for (String name : option.names()) {
      boolean isLong = name.startsWith("--");
      boolean isOld = !isLong && name.length() > 2;
      script.append(isLong ? " -l " : isOld ? " -o " : " -s ");
      script.append(name.substring(isLong ? 2 : 1));
    }
    if (option.arity().max() > 0) {
      script.append(PATHS.contains(option.paramLabel()) ? " -r -F" : " -x");
    }
    describe(String.join(" ", option.description()));
  }

  private void describe(String text) {
    script.append(" -d ").append(quoted(text)).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
