package io.turnpike.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Answers picocli for every option that is not on the command line: from the environment, else
/// from the configuration file, else the option's own default holds.
///
/// Remembers where each value came from, so that an error can say so.
final class Settings implements IDefaultValueProvider {
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
    return fromFile(option);
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
    }
    for (String key : SettingNames.keysOf(option)) {
      ConfigFile.Entry entry = file.entries().get(key);
      if (entry != null) {
        origins.put(option, entry.where());
        return entry.text();
      }
    }
    return null;
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
