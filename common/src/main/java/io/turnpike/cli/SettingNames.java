package io.turnpike.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/// What an option is called in the environment and in a configuration file: `--server-address` is
/// `TURNPIKE_SERVER_ADDRESS` and `serverAddress`. Every long name of an option has both.
final class SettingNames {
  static final String CONFIG_VARIABLE = "TURNPIKE_CONFIG";
  private static final String PREFIX = "TURNPIKE_";

  /// Those whose variable may also be written as other programs have it.
  private static final Set<String> WITHOUT_PREFIX =
      Set.of(CommonOptions.LOG_LEVEL, CommonOptions.LOG_FORMAT, "--target-addr");

  private SettingNames() {}

  static List<String> variablesOf(OptionSpec option) {
    List<String> variables = new ArrayList<>();
    for (String name : longNamesOf(option)) {
      variables.add(PREFIX + variable(name));
    }
    if (WITHOUT_PREFIX.contains(option.longestName())) {
      variables.add(variable(option.longestName().substring(2)));
    }
    return variables;
  }

  private static String variable(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static List<String> keysOf(OptionSpec option) {
    return longNamesOf(option).stream().map(SettingNames::camelCase).toList();
  }

  /// Whether the option can be set elsewhere than on the command line.
  static boolean isSetting(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp();
  }

  private static List<String> longNamesOf(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        names.add(name.substring(2));
      }
    }
    return names;
  }

  private static String camelCase(String name) {
    StringBuilder key = new StringBuilder();
    for (String word : name.split("-", -1)) {
      if (key.isEmpty()) {
        key.append(word);
      } else {
        key.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return key.toString();
  }
}
