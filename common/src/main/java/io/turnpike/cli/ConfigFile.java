package io.turnpike.cli;

import io.turnpike.cli.file.BrokenFileException;
import io.turnpike.cli.file.FileReader;
import io.turnpike.cli.file.Node;
import io.turnpike.cli.file.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A configuration file as settings: its keys are the long options in camel case.
final class ConfigFile {
  private static final String ROUTES = "--routes";

  /// What the file says for one option.
  ///
  /// @param elements one, or those of a list, in the words of the command line
  /// @param where for an error: `turnpike.yaml:3:7: pool`
  record Entry(OptionSpec option, List<Element> elements, String where) {}

  /// @param where for an error: `turnpike.yaml:3:7: routes[0]`
  record Element(String text, String where) {}

  private final Path path;
  private final Map<String, OptionSpec> options = new TreeMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<UserError> problems = new ArrayList<>();

  private ConfigFile(Path path) {
    this.path = path;
  }

  /// Reads every entry and sees that it is an option of `program` or of one of its subcommands.
  /// What is wrong with an entry is in [#problems], and the entry is left out.
  ///
  /// @throws UserError when it cannot be read as its format: file, line and what was expected there
  static ConfigFile read(Path path, CommandSpec program) {
    ConfigFile file = new ConfigFile(path);
    collectOptions(program, file.options);
    try {
      file.take(FileReader.read(path));
    } catch (BrokenFileException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
    return file;
  }

  /// By key, as spelt in the file.
  Map<String, Entry> entries() {
    return entries;
  }

  /// In the order of the file.
  List<UserError> problems() {
    return problems;
  }

  private static void collectOptions(CommandSpec command, Map<String, OptionSpec> options) {
    for (OptionSpec option : command.options()) {
      if (SettingNames.isSetting(option) && !option.longestName().equals(CommonOptions.CONFIG)) {
        SettingNames.keysOf(option).forEach(key -> options.putIfAbsent(key, option));
      }
    }
    command.subcommands().values().forEach(sub -> collectOptions(sub.getCommandSpec(), options));
  }

  private void take(Node.Table root) {
    root.members()
        .forEach((key, member) -> {
          try {
            entries.put(key, entry(key, member));
          } catch (UserError e) {
            problems.add(e);
          }
        });
  }

  private Entry entry(String key, Node.Member member) {
    OptionSpec option = options.get(key);
    if (option == null) {
      throw UserError.usage(
          at(member.place()) + SettingNames.unknown("key", key, options.keySet()));
    }
    refuseSecondName(option, key, member.place());
    Node value = member.value();
    String where = at(value.place()) + key;
    List<Element> elements = new ArrayList<>();
    if (option.isMultiValue() && value instanceof Node.Sequence list) {
      for (Node element : list.elements()) {
        elements.add(element(option, element, key + "[" + elements.size() + "]"));
      }
    } else {
      elements.add(element(option, value, key));
    }
    return new Entry(option, elements, where);
  }

  private void refuseSecondName(OptionSpec option, String key, Place place) {
    for (Map.Entry<String, Entry> earlier : entries.entrySet()) {
      if (earlier.getValue().option().longestName().equals(option.longestName())) {
        throw UserError.usage(
            "%s%s: another name of \"%s\" (expected: one of them)"
                .formatted(at(place), key, earlier.getKey()));
      }
    }
  }

  private Element element(OptionSpec option, Node value, String key) {
    String where = at(value.place()) + key;
    if (value instanceof Node.Table table && option.longestName().equals(ROUTES)) {
      return new Element(new RouteTable(place -> at(place) + key).text(table), where);
    }
    String text = text(typeOf(option), value);
    if (text == null) {
      throw UserError.usage(where + ": " + value + " (expected: " + wanted(option) + ")");
    }
    return new Element(text, where);
  }

  /// `null` when it is of the wrong kind. A number is taken for a text too: a group, a duration of
  /// 0.
  private static @Nullable String text(Class<?> type, Node value) {
    return switch (value) {
      case Node.Text text -> isNumber(type) || isFlag(type) ? null : text.text();
      case Node.Whole whole -> isFlag(type) ? null : whole.text();
      case Node.Flag flag -> isFlag(type) ? String.valueOf(flag.value()) : null;
      case Node.Other _, Node.Sequence _, Node.Table _ -> null;
    };
  }

  private static String wanted(OptionSpec option) {
    Class<?> type = typeOf(option);
    if (isFlag(type)) {
      return "true or false";
    }
    String one = isNumber(type) ? "a whole number" : "text in quotes";
    return option.isMultiValue() ? one + ", or a list of it" : one;
  }

  /// Whether the values of an option stand without quotes.
  static boolean isPlain(OptionSpec option) {
    return isNumber(typeOf(option)) || isFlag(typeOf(option));
  }

  private static boolean isNumber(Class<?> type) {
    return type == int.class || type == Integer.class;
  }

  private static boolean isFlag(Class<?> type) {
    return type == boolean.class;
  }

  private static Class<?> typeOf(OptionSpec option) {
    return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
  }

  private String at(Place place) {
    return path + ":" + place + ": ";
  }
}
