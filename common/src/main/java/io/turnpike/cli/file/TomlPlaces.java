package io.turnpike.cli.file;

import java.util.HashMap;
import java.util.Map;

/// Where the keys of a TOML text stand, and the elements of its lists: `routes`, `routes[0]`,
/// `routes[0].listen`. Jackson's TOML parser checks the text but keeps no places.
///
/// For text that is TOML; of any other, some places are missing. What is inside of an inline table
/// is where the table is.
final class TomlPlaces {
  static final TomlPlaces NONE = new TomlPlaces("");

  private final String text;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private String table = "";
  private int at;
  private int line = 1;
  private int lineStart;

  private TomlPlaces(String text) {
    this.text = text;
  }

  static TomlPlaces of(String text) {
    var places = new TomlPlaces(text);
    while (places.at < text.length()) {
      places.statement();
    }
    return places;
  }

  /// Of a key, or of the nearest one around it.
  Place of(String key, Place otherwise) {
    for (String near = key; !near.isEmpty(); near = parent(near)) {
      Place place = places.get(near);
      if (place != null) {
        return place;
      }
    }
    return otherwise;
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
  }

  private void statement() {
    skipSpace();
    if (at >= text.length()) {
      return;
    }
    Place here = here();
    if (peek() == '[') {
      header(here);
      return;
    }
    String key = key();
    String full = table.isEmpty() ? key : table + "." + key;
    places.putIfAbsent(full, here);
    skipBlanks();
    if (peek() == '=') {
      advance();
      skipBlanks();
      value(full);
    }
    skipLine();
  }

  private void header(Place here) {
    boolean isElement = text.startsWith("[[", at);
    at += isElement ? 2 : 1;
    skipBlanks();
    String name = inElement(key());
    if (isElement) {
      int index = counts.merge(name, 1, Integer::sum) - 1;
      places.putIfAbsent(name, here);
      name += "[" + index + "]";
    }
    places.putIfAbsent(name, here);
    table = name;
    skipLine();
  }

  /// `routes.limits` under `[[routes]]` belongs to the last element.
  private String inElement(String name) {
    int dot = name.indexOf('.');
    Integer count = dot < 0 ? null : counts.get(name.substring(0, dot));
    return count == null
        ? name
        : name.substring(0, dot) + "[" + (count - 1) + "]" + name.substring(dot);
  }

  /// `a`, `"a b"`, `a.b`, without the quotes.
  private String key() {
    StringBuilder key = new StringBuilder();
    while (at < text.length() && "=]\n#".indexOf(peek()) < 0) {
      char c = peek();
      if (c == '"' || c == '\'') {
        int start = at + 1;
        skipString();
        key.append(text, start, Math.max(start, at - 1));
      } else {
        if (c != ' ' && c != '\t' && c != '\r') {
          key.append(c);
        }
        advance();
      }
    }
    return key.toString();
  }

  /// Up to the end of the value; remembers the elements of a list.
  private void value(String key) {
    if (at >= text.length() || peek() != '[') {
      skipValue();
      return;
    }
    advance();
    int index = 0;
    for (skipSpace(); at < text.length() && peek() != ']'; skipSpace()) {
      if (peek() == ',') {
        advance();
      } else {
        places.putIfAbsent(key + "[" + index++ + "]", here());
        skipValue();
      }
    }
    advance();
  }

  /// To the comma, bracket or line end behind a value.
  private void skipValue() {
    int depth = 0;
    while (at < text.length()) {
      char c = peek();
      if (c == '"' || c == '\'') {
        skipString();
        continue;
      }
      if (depth == 0 && (c == ',' || c == ']' || c == '}' || c == '\n' || c == '#')) {
        return;
      }
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      advance();
    }
  }

  private void skipString() {
    char quote = peek();
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = text.startsWith(three, at);
    String end = isLong ? three : String.valueOf(quote);
    for (int i = 0; i < end.length(); i++) {
      advance();
    }
    while (at < text.length() && !text.startsWith(end, at) && (isLong || peek() != '\n')) {
      if (quote == '"' && peek() == '\\') {
        advance();
      }
      advance();
    }
    for (int i = 0; i < end.length() && at < text.length() && peek() == quote; i++) {
      advance();
    }
  }

  /// Blanks, line ends and comments.
  private void skipSpace() {
    while (at < text.length()) {
      if (peek() == '#') {
        skipLine();
      } else if (Character.isWhitespace(peek())) {
        advance();
      } else {
        return;
      }
    }
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      advance();
    }
  }

  private void skipLine() {
    while (at < text.length() && peek() != '\n') {
      advance();
    }
    advance();
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void advance() {
    if (at < text.length() && text.charAt(at++) == '\n') {
      line++;
      lineStart = at;
    }
  }

  private Place here() {
    return new Place(line, at - lineStart + 1);
  }
}
