package io.turnpike.identity;

/// Reads one line of `authorized_keys`: `[name="value"[,name="value"…] ]ssh-ed25519 BASE64
/// [comment]`; some options are a name alone.
///
/// Values are in double quotes, `\"` stands for a quote; no blank separates options, exactly as
/// sshd reads them.
final class AuthorizedKeysLine {
  private final String line;
  private int position;

  private AuthorizedKeysLine(String line) {
    this.line = line;
  }

  /// @param line neither blank nor a comment
  /// @throws IllegalArgumentException with a message for the user, without the place
  static Grant parse(String line) {
    return new AuthorizedKeysLine(line.strip()).parse();
  }

  private Grant parse() {
    GrantOptions options = new GrantOptions();
    if (!startsWithKeyType()) {
      readOption(options);
      while (position < line.length() && line.charAt(position) == ',') {
        position++;
        readOption(options);
      }
      if (position < line.length() && !isBlank(line.charAt(position))) {
        throw new IllegalArgumentException(
            "\"" + line.charAt(position) + "\" after an option (expected: a comma or a blank)");
      }
    }
    String rest = line.substring(position).strip();
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("key is missing (expected: ssh-ed25519 BASE64 comment)");
    }
    return options.grantTo(OpenSshLine.parse(rest));
  }

  private boolean startsWithKeyType() {
    return line.startsWith("ssh-") || line.startsWith("ecdsa-") || line.startsWith("sk-");
  }

  private void readOption(GrantOptions options) {
    int start = position;
    while (position < line.length() && isNamePart(line.charAt(position))) {
      position++;
    }
    String name = line.substring(start, position);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "no option and no key (expected: name=\"value\" or ssh-ed25519 BASE64)");
    }
    options.set(name, options.wantsValue(name) ? readValue(name) : noValue(name));
  }

  private String noValue(String name) {
    if (line.startsWith("=", position)) {
      throw new IllegalArgumentException(
          "option \"%s\" with a value (expected: %s alone)".formatted(name, name));
    }
    return "";
  }

  private String readValue(String name) {
    if (!line.startsWith("=\"", position)) {
      throw new IllegalArgumentException(
          "option \"%s\" without a quoted value (expected: %s=\"…\")".formatted(name, name));
    }
    position += 2;
    StringBuilder value = new StringBuilder();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && line.startsWith("\"", position)) {
        position++;
        c = '"';
      }
      value.append(c);
    }
    throw new IllegalArgumentException(
        "option \"%s\" has no closing quote (expected: %s=\"…\")".formatted(name, name));
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
