package io.turnpike.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Answers picocli for every option that is not on the command line: from the environment, else
/// from the configuration file, else from the profile, else the option's own default holds.
///
/// Remembers where each value came from, so that an error can say so.
final class Settings implements IDefaultValueProvider {
  /// How errors about elements of lists begin.
  private static final List<String> LISTED = List.of("route", "filter");

  private final Function<String, @Nullable String> environment;
  private final Map<ArgSpec, Given> givens = new HashMap<>();
  private final Set<String> ignored = new HashSet<>();
  private boolean collects;
  private boolean active;
  private @Nullable ConfigFile configFile;

  /// What was answered for an option.
  ///
  /// @param values several where it is a list
  /// @param origin the variable, or the place in the file
  /// @param places of the elements of a list in the file
  record Given(List<String> values, String origin, List<String> places) {}

  Settings(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /// Picocli asks once before it looks at the command line, when `--config` is not known yet; from
  /// now on there are answers.
  void activate() {
    active = true;
  }

  /// No more answers: what runs now works whatever the settings are.
  void deactivate() {
    active = false;
  }

  /// Of the same environment.
  Settings another() {
    return new Settings(environment);
  }

  /// Passes over what is wrong in the file, and leaves it in [#fileProblems].
  void collectFileProblems() {
    collects = true;
  }

  List<UserError> fileProblems() {
    return configFile == null ? List.of() : configFile.problems();
  }

  /// Answers no more for an option, by its long name, or an element of a list, by its place.
  void ignore(Collection<String> optionsAndPlaces) {
    ignored.addAll(optionsAndPlaces);
  }

  /// What was answered for an option.
  Optional<Given> given(OptionSpec option) {
    return Optional.ofNullable(givens.get(option));
  }

  /// What to [#ignore] so that the rest can be read: the element of a list, or the option, that a
  /// line is about, if its value came from the environment or the file.
  Optional<String> culprit(String line) {
    String located = located(line);
    for (Map.Entry<ArgSpec, Given> each : givens.entrySet()) {
      for (String element : each.getValue().places()) {
        if (located.startsWith(element + ":")) {
          return Optional.of(element);
        }
      }
      if (each.getKey() instanceof OptionSpec option
          && located.startsWith(each.getValue().origin() + ":")) {
        return Optional.of(option.longestName());
      }
    }
    return Optional.empty();
  }

  /// How an error names `arg`: the variable or the place in the file that set it, else the option.
  String originOf(ArgSpec arg) {
    String option = arg instanceof OptionSpec o ? o.longestName() : arg.paramLabel();
    Given given = givens.get(arg);
    return given == null ? option : given.origin();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!active
        || !(arg instanceof OptionSpec option)
        || !SettingNames.isSetting(option)
        || ignored.contains(option.longestName())
        || isHelpWanted(option.command())) {
      return null;
    }
    for (String variable : SettingNames.variablesOf(option)) {
      String value = environment.apply(variable);
      if (value != null && !value.isBlank()) {
        String split = option.splitRegex();
        givens.put(
            arg,
            new Given(
                split.isEmpty() ? List.of(value) : List.of(value.split(split)),
                variable,
                List.of()));
        return value;
      }
    }
    String value = fromFile(option);
    return value == null ? fromProfile(option) : value;
  }

  /// What the `--profile` says: the weakest answer.
  private @Nullable String fromProfile(OptionSpec option) {
    if (!ProfileSettings.OPTIONS.contains(option.longestName())) {
      return null;
    }
    OptionSpec profile = option.command().findOption(EdgeOptions.PROFILE);
    if (profile == null || isSaidByRelayDns(option)) {
      return null;
    }
    String file =
        profile.getValue() instanceof Path given ? given.toString() : defaultValue(profile);
    if (file == null) {
      return null;
    }
    String value = ProfileSettings.value(option.longestName(), Path.of(file));
    if (value != null) {
      givens.put(option, new Given(List.of(value), file, List.of()));
    }
    return value;
  }

  /// Where the relays are is said by one of two options, and what is said outside a profile holds.
  private boolean isSaidByRelayDns(OptionSpec option) {
    OptionSpec relayDns = option.command().findOption(ProfileSettings.RELAY_DNS);
    return option.longestName().equals(ProfileSettings.SERVER_ADDRESS)
        && relayDns != null
        && (relayDns.getValue() != null || defaultValue(relayDns) != null);
  }

  private @Nullable String fromFile(OptionSpec option) {
    Path path = configPath(option.command());
    if (path == null) {
      return null;
    }
    ConfigFile file = configFile;
    if (file == null) {
      file = ConfigFile.read(path, option.command().root());
      configFile = file;
      if (!collects && !file.problems().isEmpty()) {
        throw file.problems().getFirst();
      }
    }
    for (String key : SettingNames.keysOf(option)) {
      ConfigFile.Entry entry = file.entries().get(key);
      if (entry != null) {
        return given(option, entry);
      }
    }
    return null;
  }

  private @Nullable String given(OptionSpec option, ConfigFile.Entry entry) {
    List<ConfigFile.Element> elements =
        entry.elements().stream().filter(each -> !ignored.contains(each.where())).toList();
    if (elements.isEmpty()) {
      return null;
    }
    List<String> values = elements.stream().map(ConfigFile.Element::text).toList();
    List<String> places = elements.stream().map(ConfigFile.Element::where).toList();
    givens.put(
        option, new Given(values, entry.where(), option.isMultiValue() ? places : List.of()));
    return String.join(option.splitRegex().isEmpty() ? "," : option.splitRegex(), values);
  }

  /// What a program says about a setting, with the place where the setting was made instead of the
  /// option: `turnpike.yaml:3:7: pool: 0 (expected: …)` for `--pool: 0 (expected: …)`.
  String located(String line) {
    for (Map.Entry<ArgSpec, Given> given : givens.entrySet()) {
      if (given.getKey() instanceof OptionSpec option) {
        String start = option.longestName() + ": ";
        if (line.startsWith(start)) {
          return given.getValue().origin() + line.substring(start.length() - 2);
        }
      }
    }
    return locatedElement(line);
  }

  /// As [#located], of a `route "…"` or `filter "…"` of a list in the file.
  private String locatedElement(String line) {
    ConfigFile file = configFile;
    if (file == null) {
      return line;
    }
    for (ConfigFile.Entry entry : file.entries().values()) {
      for (ConfigFile.Element element : entry.elements()) {
        for (String kind : LISTED) {
          String start = kind + " \"" + element.text() + "\"";
          if (givens.containsKey(entry.option()) && line.startsWith(start)) {
            String shown = element.text().indexOf('&') < 0 ? ": \"" + element.text() + "\"" : "";
            return element.where() + shown + line.substring(start.length());
          }
        }
      }
    }
    return line;
  }

  private @Nullable Path configPath(CommandSpec command) {
    OptionSpec option = command.findOption(CommonOptions.CONFIG);
    if (option == null) {
      return null;
    }
    if (option.getValue() instanceof Path given) {
      return given;
    }
    String variable = environment.apply(SettingNames.CONFIG_VARIABLE);
    return variable == null || variable.isBlank() ? null : Path.of(variable);
  }

  private static boolean isHelpWanted(CommandSpec command) {
    for (OptionSpec option : command.options()) {
      if (!SettingNames.isSetting(option) && Boolean.TRUE.equals(option.getValue())) {
        return true;
      }
    }
    return false;
  }
}
