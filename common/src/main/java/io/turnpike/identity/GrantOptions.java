package io.turnpike.identity;

import io.turnpike.frame.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The options of one `authorized_keys` line, gathered until the line's grant can be made.
///
/// A new option is one row in [#PARSERS] and the field that it fills.
final class GrantOptions {
  private static final Map<String, OptionParser> PARSERS =
      new TreeMap<>(Map.of("role", GrantOptions::role, "group", GrantOptions::group));

  private final Set<String> seen = new HashSet<>();
  private final EnumSet<Role> roles = EnumSet.noneOf(Role.class);
  private final Set<String> groups = new LinkedHashSet<>();

  private interface OptionParser {
    void parse(GrantOptions into, String value);
  }

  /// @throws IllegalArgumentException with a message for the user, without the place
  void add(String name, String value) {
    String known = name.toLowerCase(Locale.ROOT);
    OptionParser parser = PARSERS.get(known);
    if (parser == null) {
      throw new IllegalArgumentException(
          "option \"" + name + "\" (expected: " + String.join(", ", PARSERS.keySet()) + ")");
    }
    if (!seen.add(known)) {
      throw new IllegalArgumentException("option \"" + name + "\" twice (expected: once)");
    }
    parser.parse(this, value);
  }

  Grant grantTo(OpenSshLine key) {
    Set<Role> effective = roles.isEmpty() ? EnumSet.allOf(Role.class) : roles;
    return new Grant(key.identity(), effective, groups, key.comment());
  }

  private void role(String value) {
    for (String word : value.split(",", -1)) {
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.word().equals(word))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "role \"" + word + "\" (expected: " + roleWords() + ")")));
    }
  }

  private void group(String value) {
    for (String name : value.split(",", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "group \"" + value + "\" (expected: names separated by commas)");
      }
      groups.add(name);
    }
  }

  private static String roleWords() {
    return Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
  }
}
