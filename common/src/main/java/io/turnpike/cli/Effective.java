package io.turnpike.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// All settings of a program as they hold, in the order of `--help`.
///
/// @param words those that are no options
/// @param source where they came from
record Effective(List<Setting> settings, List<String> words, Settings source) {
  /// Fills in the command's options.
  ///
  /// @throws UserError with one line when one cannot be read
  static Effective parse(
      Object command, Function<String, @Nullable String> environment, String... args) {
    Settings settings = new Settings(environment);
    return parse(Programs.commandLine(command, settings), settings, args);
  }

  static Effective parse(CommandLine line, Settings settings, String... args) {
    try {
      return of(line.parseArgs(args), settings);
    } catch (ParameterException e) {
      throw UserError.usage(new ParameterErrors(settings).lineOf(e, args));
    }
  }

  static Effective of(ParseResult parsed, Settings settings) {
    CommandSpec command = parsed.commandSpec();
    List<Setting> all = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      if (SettingNames.isSetting(option)) {
        all.add(setting(option, parsed, settings));
      }
    }
    all.sort(Comparator.comparingInt(setting -> setting.option().order()));
    List<String> words = new ArrayList<>();
    for (PositionalParamSpec positional : command.positionalParameters()) {
      words.addAll(positional.stringValues());
    }
    return new Effective(List.copyOf(all), List.copyOf(words), settings);
  }

  private static Setting setting(OptionSpec option, ParseResult parsed, Settings settings) {
    if (parsed.hasMatchedOption(option.longestName())) {
      return new Setting(option, option.stringValues(), option.longestName());
    }
    Optional<Settings.Given> given = settings.given(option);
    if (given.isPresent()) {
      return new Setting(option, given.get().values(), given.get().origin());
    }
    boolean isFlag = option.type() == boolean.class && option.defaultValue() == null;
    String value = isFlag ? "false" : option.isMultiValue() ? null : option.defaultValue();
    boolean isUnset = value == null || value.isEmpty();
    return new Setting(option, isUnset ? List.of() : Arrays.asList(value), Setting.DEFAULT);
  }

  /// What a program says about a setting, with the place where it was made.
  String located(String line) {
    return source.located(line);
  }

  /// The setting of an option.
  Setting of(String longName) {
    return settings.stream()
        .filter(setting -> setting.name().equals(longName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(longName));
  }

  /// Those that `next` says differently.
  List<Setting> changedIn(Effective next) {
    return next.settings.stream().filter(setting -> !setting.isSame(of(setting.name()))).toList();
  }
}
