package io.turnpike.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How `--help` looks, for all programs: usage, options with their defaults, commands, examples
/// (the footer of the command), where settings come from, exit codes.
final class HelpLayout {
  private static final int WIDTH = 100;

  private HelpLayout() {}

  static void apply(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.width(WIDTH);
    usage.sortOptions(false);
    usage.showDefaultValues(true);
    usage.synopsisHeading("Usage: ");
    usage.customSynopsis(synopsis(command.getCommandSpec()));
    usage.descriptionHeading("%n");
    usage.parameterListHeading("%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    if (usage.footerHeading().isEmpty()) {
      usage.footerHeading("%n");
    }
    if (command.getCommandSpec().findOption(CommonOptions.CONFIG) != null) {
      List<String> footer = new ArrayList<>(List.of(usage.footer()));
      footer.add("");
      footer.add("Every option may also be set in the environment (--log-level as");
      footer.add(
          "TURNPIKE_LOG_LEVEL) or in the --config file (as \"logLevel\"). The command line wins,");
      footer.add("then the environment, then the file.");
      usage.footer(footer.toArray(String[]::new));
    }
    usage.exitCodeListHeading("%nExit codes:%n");
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "ended, or drained");
    codes.put("1", "failed while running");
    codes.put("2", "wrong command line or configuration");
    usage.exitCodeList(codes);
    command.getSubcommands().values().forEach(HelpLayout::apply);
  }

  /// What must be given, and that there is more; the options themselves are listed below it.
  private static String synopsis(CommandSpec command) {
    StringBuilder synopsis = new StringBuilder(command.qualifiedName(" "));
    for (OptionSpec option : command.options()) {
      if (option.required()) {
        synopsis.append(' ').append(option.shortestName());
        synopsis.append(' ').append(option.paramLabel());
      }
    }
    for (PositionalParamSpec positional : command.positionalParameters()) {
      synopsis.append(' ').append(positional.paramLabel());
    }
    return synopsis.append(hasOwnCommands(command) ? " COMMAND" : " [OPTIONS]").toString();
  }

  /// Other than those that every program has.
  private static boolean hasOwnCommands(CommandSpec command) {
    return command.subcommands().values().stream()
        .anyMatch(each -> !each.getCommandSpec().helpCommand());
  }
}
