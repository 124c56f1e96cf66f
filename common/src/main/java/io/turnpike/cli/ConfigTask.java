package io.turnpike.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `PROGRAM config`: what holds, and where it came from, as a configuration file in YAML.
final class ConfigTask implements Task {
  private static final Pattern SECRET =
      Pattern.compile(".*(password|passphrase|secret|token|credential).*");
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@\\s]*:[^/@\\s]*(?=@)");
  private static final int COMMENT_COLUMN = 44;
  private static final String MASK = "***";

  @Override
  public String name() {
    return "config";
  }

  @Override
  public String description() {
    return "Print the settings that hold, and where each came from.";
  }

  @Override
  public int run(Invocation invocation) {
    Effective effective = invocation.parse();
    PrintWriter out = invocation.out();
    out.println("# " + invocation.program() + ": the settings that hold, and where each came from");
    if (!effective.words().isEmpty()) {
      out.println("# arguments: " + LogText.oneLine(String.join(" ", effective.words())));
    }
    effective.settings().forEach(setting -> print(setting, out));
    return ExitCode.ENDED.code();
  }

  private static void print(Setting setting, PrintWriter out) {
    String key = SettingNames.keysOf(setting.option()).getFirst();
    if (setting.name().equals(CommonOptions.CONFIG)) {
      key = "# " + key;
    }
    if (setting.values().isEmpty()) {
      out.println(comment("# " + key + ":", "not set"));
    } else if (setting.values().size() == 1) {
      out.println(
          comment(key + ": " + value(setting, setting.values().getFirst()), origin(setting)));
    } else {
      out.println(comment(key + ":", origin(setting)));
      setting.values().forEach(each -> out.println("  - " + value(setting, each)));
    }
  }

  private static String comment(String text, String comment) {
    return text + " ".repeat(Math.max(1, COMMENT_COLUMN - text.length())) + "# " + comment;
  }

  private static String origin(Setting setting) {
    return LogText.oneLine(setting.origin());
  }

  private static String value(Setting setting, String value) {
    if (SECRET.matcher(setting.name().toLowerCase(Locale.ROOT)).matches() && !isFile(setting)) {
      return quoted(MASK);
    }
    return ConfigFile.isPlain(setting.option())
        ? value
        : quoted(USER_INFO.matcher(value).replaceAll(MASK));
  }

  /// The path of a secret is no secret.
  private static boolean isFile(Setting setting) {
    return List.of("FILE", "DIR").contains(setting.option().paramLabel());
  }

  private static String quoted(String value) {
    return value
        .chars()
        .mapToObj(c ->
            c == '"' || c == '\\'
                ? "\\" + (char) c
                : c < 0x20 || c == 0x7F ? "\\u%04x".formatted(c) : String.valueOf((char) c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
