package io.turnpike.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A JSON configuration file: one object whose keys are the long options in camel case.
///
/// Jackson is loaded by this class and nowhere else, so only for those who use a file.
final class ConfigFile {
  /// @param where for an error: `turnpike.json:3: pool`
  record Entry(OptionSpec option, String text, String where) {}

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path path;
  private final Map<String, OptionSpec> options;
  private final Map<String, Entry> entries = new HashMap<>();

  private ConfigFile(Path path, Map<String, OptionSpec> options) {
    this.path = path;
    this.options = options;
  }

  /// Reads every entry and sees that it is an option of `program` or of one of its subcommands.
  ///
  /// @throws UserError with the file, the line and what was expected there
  static ConfigFile read(Path path, CommandSpec program) {
    Map<String, OptionSpec> options = new TreeMap<>();
    collectOptions(program, options);
    ConfigFile file = new ConfigFile(path, options);
    try (JsonParser parser = JSON.createParser(Files.readAllBytes(path))) {
      file.readObject(parser);
    } catch (JsonProcessingException e) {
      throw UserError.usage(
          path + ":" + e.getLocation().getLineNr() + ": not JSON: " + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw UserError.usage(path + ": no such file (expected: a JSON configuration file)");
    } catch (IOException e) {
      throw UserError.usage(
          path + ": cannot be read (expected: a JSON configuration file): " + e.getMessage());
    }
    return file;
  }

  /// By key, as spelt in the file.
  Map<String, Entry> entries() {
    return entries;
  }

  private static void collectOptions(CommandSpec command, Map<String, OptionSpec> options) {
    for (OptionSpec option : command.options()) {
      if (SettingNames.isSetting(option) && !option.longestName().equals(CommonOptions.CONFIG)) {
        SettingNames.keysOf(option).forEach(key -> options.putIfAbsent(key, option));
      }
    }
    command.subcommands().values().forEach(sub -> collectOptions(sub.getCommandSpec(), options));
  }

  private void readObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw UserError.usage(at(parser) + "(expected: a JSON object, { \"option\": value, … })");
    }
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      OptionSpec option = options.get(key);
      if (option == null) {
        throw UserError.usage(
            at(parser)
                + "unknown key \""
                + key
                + "\" (expected: "
                + String.join(", ", options.keySet())
                + ")");
      }
      String where = at(parser) + key;
      refuseSecondName(option, where);
      parser.nextToken();
      entries.put(key, new Entry(option, value(parser, option, where), where));
    }
    if (parser.nextToken() != null) {
      throw UserError.usage(at(parser) + "more text (expected: the end of the file)");
    }
  }

  private void refuseSecondName(OptionSpec option, String where) {
    for (Map.Entry<String, Entry> earlier : entries.entrySet()) {
      if (earlier.getValue().option().longestName().equals(option.longestName())) {
        throw UserError.usage(
            where + ": another name of \"" + earlier.getKey() + "\" (expected: one of them)");
      }
    }
  }

  private static String value(JsonParser parser, OptionSpec option, String where)
      throws IOException {
    String text =
        option.isMultiValue() && parser.currentToken() == JsonToken.START_ARRAY
            ? list(parser, option.splitRegex())
            : scalar(parser, option);
    if (text == null) {
      throw UserError.usage(where + ": " + shown(parser) + " (expected: " + wanted(option) + ")");
    }
    return text;
  }

  /// The elements with the option's separator between them, as on the command line; `null` for what
  /// is not a list of texts.
  private static @Nullable String list(JsonParser parser, String separator) throws IOException {
    StringBuilder joined = new StringBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        return null;
      }
      joined.append(joined.isEmpty() ? "" : separator).append(parser.getText());
    }
    return joined.toString();
  }

  private static @Nullable String scalar(JsonParser parser, OptionSpec option) throws IOException {
    Class<?> type = option.type();
    boolean fits =
        switch (parser.currentToken()) {
          case VALUE_STRING -> !isNumber(type) && !isFlag(type);
          // A group may be written as a number.
          case VALUE_NUMBER_INT -> isNumber(type) || type == String.class;
          case VALUE_TRUE, VALUE_FALSE -> isFlag(type);
          default -> false;
        };
    return fits ? parser.getText() : null;
  }

  private static String wanted(OptionSpec option) {
    if (isNumber(option.type())) {
      return "a whole number";
    }
    if (isFlag(option.type())) {
      return "true or false";
    }
    return option.isMultiValue() ? "text in quotes, or a list of it" : "text in quotes";
  }

  private static boolean isNumber(Class<?> type) {
    return type == int.class;
  }

  private static boolean isFlag(Class<?> type) {
    return type == boolean.class;
  }

  private static String shown(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "\"" + parser.getText() + "\"";
      default -> parser.getText();
    };
  }

  private String at(JsonParser parser) {
    return path + ":" + parser.currentTokenLocation().getLineNr() + ": ";
  }
}
