package io.turnpike.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<ArgSpec, String> origins = new HashMap<>();
  private boolean active;
  private @Nullable ConfigFile configFile;

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

  /// How an error names `arg`: the variable or the place in the file that set it, else the option.
  String originOf(ArgSpec arg) {
    String option = arg instanceof OptionSpec o ? o.longestName() : arg.paramLabel();
    return origins.getOrDefault(arg, option);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!active
        || !(arg instanceof OptionSpec option)
        || !SettingNames.isSetting(option)
        || isHelpWanted(option.command())) {
      return null;
    }
    for (String variable : SettingNames.variablesOf(option)) {
      String value = environment.apply(variable);
      if (value != null && !value.isBlank()) {
        origins.put(arg, variable);
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
    if (profile == null) {
      return null;
    }
    String file =
        profile.getValue() instanceof Path given ? given.toString() : defaultValue(profile);
    if (file == null) {
      return null;
    }
    origins.put(option, file);
    return ProfileSettings.value(option.longestName(), Path.of(file));
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
      if (!file.problems().isEmpty()) {
        throw file.problems().getFirst();
      }
    }
    for (String key : SettingNames.keysOf(option)) {
      ConfigFile.Entry entry = file.entries().get(key);
      if (entry != null && !entry.elements().isEmpty()) {
        origins.put(option, entry.where());
        return entry.text();
      }
    }
    return null;
  }

  /// What a program says about a setting, with the place where the setting was made instead of the
  /// option: `turnpike.yaml:3:7: pool: 0 (expected: …)` for `--pool: 0 (expected: …)`.
  String located(String line) {
    for (Map.Entry<ArgSpec, String> origin : origins.entrySet()) {
      if (origin.getKey() instanceof OptionSpec option) {
        String start = option.longestName() + ": ";
        if (line.startsWith(start)) {
          return origin.getValue() + line.substring(start.length() - 2);
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
          if (origins.containsKey(entry.option()) && line.startsWith(start)) {
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
