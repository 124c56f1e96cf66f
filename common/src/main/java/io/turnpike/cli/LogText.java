package io.turnpike.cli;

/// Makes text that a peer or a user has chosen safe in a line of a log or terminal.
public final class LogText {
  private static final String HEX = "0123456789abcdef";

  private LogText() {}

  /// `text` on one line: control characters, line separators and what turns the direction of text
  /// around become `\n`, `\r`, `\t` or `\u001b`.
  public static String oneLine(String text) {
    if (isSafe(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    append(out, text);
    return out.toString();
  }

  /// Appends `text` as [#oneLine(String)] shows it.
  static void append(StringBuilder out, String text) {
    if (isSafe(text)) {
      out.append(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isUnsafe(c)) {
        appendEscape(out, c);
      } else {
        out.append(c);
      }
    }
  }

  /// Appends a value that can be told from the text around it: in quotes when it has a space, a
  /// quote or `=`, or is empty.
  static void appendValue(StringBuilder out, String value) {
    if (!value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=')) {
      append(out, value);
      return;
    }
    out.append('"');
    append(out, value.replace("\"", "\\\""));
    out.append('"');
  }

  private static boolean isSafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnsafe(char c) {
    return c < 0x20
        || (c >= 0x7F && c <= 0x9F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static void appendEscape(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt((c >> shift) & 0xF));
        }
      }
    }
  }
}
