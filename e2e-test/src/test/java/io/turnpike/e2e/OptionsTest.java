package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.Programs;
import io.turnpike.cli.ServiceCommand;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.gencert.GenCertCommand;
import io.turnpike.proxy.TcpProxyCommand;
import io.turnpike.relay.RelayServerCommand;
import io.turnpike.reverse.ReverseProxyCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every option is in `--help`, the manual page, the example file and the table of
/// `docs/configuration.md`.
///
/// A new option: run this with `-Dturnpike.write=true`, which writes the table, and add the key to
/// `examples/`.
class OptionsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path DOCS = ROOT.resolve("docs/configuration.md");
  private static final String BEGIN =
      "<!-- Written by OptionsTest; from here on change the options. -->\n";

  private static Callable<Integer> command(String program) {
    return switch (program) {
      case "relay-server" -> new RelayServerCommand();
      case "reverse-proxy" -> new ReverseProxyCommand();
      case "entry-point" -> new EntryPointCommand();
      case "tcp-proxy" -> new TcpProxyCommand();
      case "gen-cert" -> new GenCertCommand();
      default -> throw new IllegalArgumentException(program);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay-server", "reverse-proxy", "entry-point", "tcp-proxy", "gen-cert"})
  void everyOptionIsInHelpPageExampleAndTable(String program) throws IOException {
    String page = text(program, "man");
    String example = Files.readString(example(program));
    String docs = Files.readString(DOCS);
    String table = docs.substring(docs.indexOf("\n## " + program + "\n"));
    for (Map.Entry<String, List<OptionSpec>> command : options(program).entrySet()) {
      String[] words = (command.getKey() + " --help").substring(program.length() + 1).split(" ");
      String help = text(program, words);
      for (OptionSpec option : command.getValue()) {
        String name = option.longestName();
        assertTrue(help.contains(name), () -> command.getKey() + " --help without " + name);
        assertTrue(
            page.contains("\\fB" + name.replace("-", "\\-") + "\\fR"),
            () -> "manual page of " + program + " without " + name);
        assertTrue(table.contains("`" + name + "`"), () -> DOCS + " without " + name);
        assertTrue(
            name.equals("--config")
                || Pattern.compile("^(# )?" + key(name) + ":", Pattern.MULTILINE)
                    .matcher(example)
                    .find(),
            () -> example(program) + " without " + key(name));
      }
    }
  }

  @Test
  void theTableIsThatOfTheOptions() throws IOException {
    String now = Files.readString(DOCS);
    String head = now.substring(0, now.indexOf(BEGIN) + BEGIN.length());
    StringBuilder wanted = new StringBuilder(head);
    for (String program :
        List.of("entry-point", "reverse-proxy", "relay-server", "tcp-proxy", "gen-cert")) {
      append(wanted, program);
    }
    if (Boolean.getBoolean("turnpike.write")) {
      Files.writeString(DOCS, wanted);
    }
    assertEquals(wanted.toString(), Files.readString(DOCS));
  }

  private static void append(StringBuilder table, String program) {
    options(program)
        .forEach((command, options) -> {
          table.append("\n## ").append(command).append("\n\n");
          table.append(
              "| option | variable | key | default | reload | |\n|---|---|---|---|---|---|\n");
          for (OptionSpec option : options) {
            String value = option.isMultiValue() ? null : option.defaultValue();
            List<String> names = new ArrayList<>();
            for (String name : option.names()) {
              names.add("`" + name + "`");
            }
            boolean isReloadable =
                command(program) instanceof ServiceCommand service
                    && service.reloadable().contains(option.longestName());
            table.append(
                "| %s | `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                        String.join(", ", names),
                        variable(option.longestName()),
                        option.longestName().equals("--config")
                            ? ""
                            : "`" + key(option.longestName()) + "`",
                        value == null || value.isEmpty() ? "" : "`" + value + "`",
                        isReloadable ? "yes" : "",
                        String.join(" ", option.description()).replace("|", "\\|")));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay-server", "reverse-proxy", "entry-point", "tcp-proxy"})
  void theExampleIsAConfigurationWithAndWithoutItsComments(String program, @TempDir Path directory)
      throws IOException {
    Path file = example(program);
    String printed = text(program, "config", "--config", file.toString());
    assertTrue(printed.startsWith("# " + program), printed);
    Path all = directory.resolve("all.yaml");
    Files.writeString(
        all, Files.readString(file).replaceAll("(?m)^# (?!profile)([a-zA-Z]+: )", "$1"));
    String whole = text(program, "config", "--config", all.toString());
    TreeSet<String> unset = new TreeSet<>();
    Matcher missing = Pattern.compile("(?m)^# (\\w+): +# not set$").matcher(whole);
    while (missing.find()) {
      unset.add(missing.group(1));
    }
    unset.remove("profile"); // would want a file that is there
    assertEquals(new TreeSet<>(), unset, whole);
  }

  /// By command: the program itself, and its own subcommands.
  private static Map<String, List<OptionSpec>> options(String program) {
    Map<String, List<OptionSpec>> all = new LinkedHashMap<>();
    CommandSpec spec = new CommandLine(command(program)).getCommandSpec();
    all.put(program, settings(spec));
    spec.subcommands()
        .forEach((name, sub) -> all.put(program + " " + name, settings(sub.getCommandSpec())));
    return all;
  }

  private static List<OptionSpec> settings(CommandSpec command) {
    List<OptionSpec> options = new ArrayList<>(command.options());
    options.removeIf(option -> option.usageHelp() || option.versionHelp());
    options.sort(Comparator.comparingInt(OptionSpec::order));
    return options;
  }

  private static String variable(String name) {
    return "TURNPIKE_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String key(String name) {
    return Pattern.compile("-(.)")
        .matcher(name.substring(2))
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private static Path example(String program) {
    return ROOT.resolve("examples").resolve(program + ".yaml");
  }

  private static String text(String program, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Programs.run(
            command(program), args, name -> null, new PrintWriter(out), new PrintWriter(err));
    assertEquals(0, exit, err::toString);
    return out.toString();
  }
}
