package io.turnpike.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  static String variable(String name) {
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

  /// What is said of a name that nobody knows: the one that was meant, else all.
  static String unknown(String kind, String name, Collection<String> known) {
    Optional<String> meant = nearest(name, known);
    return meant.isPresent()
        ? "unknown %s \"%s\" (did you mean \"%s\"?)".formatted(kind, name, meant.get())
        : "unknown %s \"%s\" (expected: %s)".formatted(kind, name, String.join(", ", known));
  }

  /// The known name that differs by a typing error, by dashes or by case.
  static Optional<String> nearest(String name, Collection<String> known) {
    String plain = plain(name);
    @Nullable String best = null;
    int least = 1 + Math.min(2, plain.length() / 3);
    for (String each : known) {
      int distance = distance(plain, plain(each));
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String name) {
    return name.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
  }

  /// How many letters to insert, delete or replace.
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  static String camelCase(String name) {
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
