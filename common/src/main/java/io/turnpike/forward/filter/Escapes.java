package io.turnpike.forward.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes as text in an option: UTF-8 with `\r`, `\n`, `\t`, `\\` and `\xNN`.
final class Escapes {
  private static final String EXPECTED = " (expected: \\r, \\n, \\t, \\\\ or \\xNN)";

  private Escapes() {}

  /// @throws IllegalArgumentException with one line
  static byte[] bytes(String text) {
    var out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int escape = text.indexOf('\\', at);
      int end = escape < 0 ? text.length() : escape;
      out.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
      at = end;
      if (escape >= 0) {
        at += write(text, at + 1, out);
      }
    }
    return out.toByteArray();
  }

  /// Writes what the character at `at`, behind a backslash, stands for.
  ///
  /// @return the length of the escape
  private static int write(String text, int at, ByteArrayOutputStream out) {
    char kind = at < text.length() ? text.charAt(at) : ' ';
    switch (kind) {
      case 'r' -> out.write('\r');
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case '\\' -> out.write('\\');
      case 'x' -> {
        out.write(hex(text, at + 1));
        return 4;
      }
      default -> throw new IllegalArgumentException("\"\\" + kind + "\"" + EXPECTED);
    }
    return 2;
  }

  private static int hex(String text, int at) {
    try {
      return HexFormat.fromHexDigits(text, at, at + 2);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("\"\\x\" without two hexadecimal digits" + EXPECTED, e);
    }
  }
}
