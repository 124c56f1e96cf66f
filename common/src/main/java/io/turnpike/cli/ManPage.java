package io.turnpike.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of a program, in the language of man(7), from its command.
final class ManPage {
  private static final int DATE_LETTERS = 10;

  private final StringBuilder page = new StringBuilder();
  private final CommandSpec program;

  private ManPage(CommandSpec program) {
    this.program = program;
  }

  static String of(CommandSpec program) {
    ManPage page = new ManPage(program);
    page.write();
    return page.page.toString();
  }

  private void write() {
    Version version = Version.current();
    String built = version.buildTime();
    String date = built.length() >= DATE_LETTERS ? built.substring(0, DATE_LETTERS) : "";
    page.append(
        ".TH %s 1 \"%s\" \"Turnpike %s\" \"User Commands\"\n"
            .formatted(escape(program.name().toUpperCase(Locale.ROOT)), date, version.version()));
    String description = String.join(" ", program.usageMessage().description());
    section("NAME", escape(program.name()) + " \\- " + escape(withoutStop(description)));
    section("SYNOPSIS", synopsis());
    section("DESCRIPTION", escape(description));
    section("OPTIONS", null);
    options(program);
    commands();
    examples();
    section(
        "ENVIRONMENT",
        escape(
            "Every option has a variable, which is named with it above. The command line wins, then"
                + " the environment, then the --config file. TURNPIKE_CONFIG is that file;"
                + " TURNPIKE_JAVA_OPTS are more options for the Java virtual machine."));
    section("EXIT STATUS", null);
    item("0", "Ended, or drained.");
    item("1", "Failed while running.");
    item("2", "Wrong command line, configuration or key file.");
    section("SEE ALSO", seeAlso());
  }

  private String synopsis() {
    StringBuilder text = new StringBuilder(bold(program.name()));
    for (OptionSpec option : program.options()) {
      if (option.required()) {
        text.append(' ').append(bold(option.shortestName()));
        text.append(' ').append(italic(option.paramLabel()));
      }
    }
    text.append(" [").append(italic("OPTIONS")).append(']');
    for (PositionalParamSpec positional : program.positionalParameters()) {
      text.append(" [").append(italic(positional.paramLabel())).append(']');
    }
    return text.append("\n.br\n")
        .append(bold(program.name()) + " " + italic("COMMAND") + " [" + italic("OPTIONS") + "]")
        .toString();
  }

  private void options(CommandSpec command) {
    for (OptionSpec option : inOrder(command)) {
      List<String> names = new ArrayList<>();
      for (String name : option.names()) {
        names.add(bold(name));
      }
      boolean isFlag = option.arity().max() == 0;
      page.append(".TP\n").append(String.join(", ", names));
      page.append(isFlag ? "" : " " + italic(option.paramLabel())).append('\n');
      page.append(escape(String.join(" ", option.description()))).append('\n');
      facts(option);
    }
  }

  static List<OptionSpec> inOrder(CommandSpec command) {
    List<OptionSpec> options = new ArrayList<>(command.options());
    options.sort(Comparator.comparingInt(OptionSpec::order));
    return options;
  }

  private void facts(OptionSpec option) {
    if (!SettingNames.isSetting(option)) {
      return;
    }
    String value = option.isMultiValue() ? null : option.defaultValue();
    page.append(".br\n");
    if (value != null && !value.isEmpty()) {
      page.append("Default: ").append(escape(value)).append(". ");
    }
    if (option.command().helpCommand()) {
      page.append('\n'); // of a task: on the command line alone
      return;
    }
    page.append("Environment: ").append(escape(SettingNames.variablesOf(option).getFirst()));
    if (!option.longestName().equals(CommonOptions.CONFIG)) {
      page.append(". File: ").append(escape(SettingNames.keysOf(option).getFirst()));
    }
    page.append(".\n");
  }

  private void commands() {
    section("COMMANDS", null);
    for (CommandLine each : program.subcommands().values()) {
      CommandSpec command = each.getCommandSpec();
      item(command.name(), String.join(" ", command.usageMessage().description()));
      command
          .usageMessage()
          .exitCodeList()
          .forEach((code, meaning) ->
              page.append(".br\nExit status ").append(escape(code + ": " + meaning)).append('\n'));
    }
    for (CommandLine each : program.subcommands().values()) {
      CommandSpec command = each.getCommandSpec();
      if (!command.options().isEmpty()) {
        page.append(".SS ").append(escape("Options of " + command.name())).append('\n');
        options(command);
      }
    }
  }

  private void examples() {
    if (program.usageMessage().footer().length > 0) {
      page.append(".SH EXAMPLES\n.nf\n");
      for (String line : program.usageMessage().footer()) {
        page.append(escape(line)).append('\n');
      }
      page.append(".fi\n");
    }
  }

  private String seeAlso() {
    List<String> others =
        new ArrayList<>(
            List.of("entry-point", "gen-cert", "relay-server", "reverse-proxy", "tcp-proxy"));
    others.remove(program.name());
    return String.join(", ", others.stream().map(name -> bold(name) + "(1)").toList());
  }

  private void section(String title, @Nullable String text) {
    page.append(".SH ").append(title).append('\n');
    if (text != null) {
      page.append(text).append('\n');
    }
  }

  private void item(String name, String text) {
    page.append(".TP\n").append(bold(name)).append('\n').append(escape(text)).append('\n');
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String bold(String text) {
    return "\\fB" + escape(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escape(text) + "\\fR";
  }

  /// A line of text as roff has it: nothing in it is a request.
  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
