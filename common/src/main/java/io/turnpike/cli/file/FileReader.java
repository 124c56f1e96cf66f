package io.turnpike.cli.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a configuration file in JSON, YAML or TOML, of at most a mebibyte.
public final class FileReader {
  private static final long MOST_BYTES = 1024 * 1024;
  private static final int DEEPEST = 8;
  private static final String EXPECTED = "a configuration file in JSON, YAML or TOML";

  private final Path path;
  private final Format format;
  private final JsonParser parser;
  private final TomlPlaces tomlPlaces;

  private FileReader(Path path, Format format, JsonParser parser, TomlPlaces tomlPlaces) {
    this.path = path;
    this.format = format;
    this.parser = parser;
    this.tomlPlaces = tomlPlaces;
  }

  /// The table that the file is.
  public static Node.Table read(Path path) throws BrokenFileException {
    Format format = Format.of(path);
    String text = text(path);
    TomlPlaces places = format == Format.TOML ? TomlPlaces.of(text) : TomlPlaces.NONE;
    try (JsonParser parser = format.factory().createParser(text)) {
      return new FileReader(path, format, parser, places).root();
    } catch (JsonProcessingException e) {
      throw new BrokenFileException(
          path
              + ":"
              + place(e.getLocation())
              + ": not "
              + format
              + ": "
              + problem(String.valueOf(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new BrokenFileException(path + ": not " + format + ": " + e.getMessage());
    }
  }

  /// Without the excerpts and the second places that parsers add.
  private static String problem(String message) {
    String last = "";
    for (String line : message.lines().toList()) {
      if (!line.startsWith(" ")) {
        last = line;
      }
    }
    int more = last.indexOf(" (start marker");
    return more < 0 ? last : last.substring(0, more);
  }

  private static String text(Path path) throws BrokenFileException {
    try {
      if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
        throw new BrokenFileException(path + ": too large (expected: at most a mebibyte)");
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new BrokenFileException(path + ": no such file (expected: " + EXPECTED + ")");
    } catch (CharacterCodingException e) {
      throw new BrokenFileException(path + ": not UTF-8 (expected: " + EXPECTED + ")");
    } catch (IOException e) {
      throw new BrokenFileException(
          path + ": cannot be read (expected: " + EXPECTED + "): " + e.getMessage());
    }
  }

  private Node.Table root() throws IOException, BrokenFileException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new BrokenFileException(
          path
              + ":"
              + (parser.currentToken() == null ? Place.BEGIN : place(""))
              + ": (expected: "
              + switch (format) {
                case JSON -> "a JSON object, { \"option\": value, … }";
                case YAML -> "a YAML mapping, option: value";
                case TOML -> "TOML keys, option = value";
              }
              + ")");
    }
    Node.Table root = table("", 0);
    if (parser.nextToken() != null) {
      throw new BrokenFileException(
          path + ":" + place("") + ": more text (expected: the end of the file)");
    }
    return root;
  }

  /// @param key of this value, from the root of the file
  private Node node(String key, int depth) throws IOException, BrokenFileException {
    if (depth > DEEPEST) {
      throw new BrokenFileException(
          path + ":" + place(key) + ": nested too deep (expected: at most " + DEEPEST + " levels)");
    }
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new BrokenFileException(
          path + ":" + place(key) + ": *" + parser.getText() + " (expected: no aliases)");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> table(key, depth);
      case START_ARRAY -> sequence(key, depth);
      case VALUE_STRING -> new Node.Text(place(key), parser.getText());
      case VALUE_NUMBER_INT -> new Node.Whole(place(key), parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Node.Flag(place(key), parser.getBooleanValue());
      default -> new Node.Other(place(key), String.valueOf(parser.getText()));
    };
  }

  private Node.Table table(String parent, int depth) throws IOException, BrokenFileException {
    Place begin = place(parent);
    Map<String, Node.Member> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      String key = parent.isEmpty() ? name : parent + "." + name;
      Place place = place(key);
      parser.nextToken();
      members.put(name, new Node.Member(place, node(key, depth + 1)));
    }
    return new Node.Table(begin, members);
  }

  private Node.Sequence sequence(String key, int depth) throws IOException, BrokenFileException {
    Place begin = place(key);
    List<Node> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(key + "[" + elements.size() + "]", depth + 1));
    }
    return new Node.Sequence(begin, elements);
  }

  private Place place(String key) {
    return format == Format.TOML
        ? tomlPlaces.of(key, Place.BEGIN)
        : place(parser.currentTokenLocation());
  }

  private static Place place(JsonLocation location) {
    return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
