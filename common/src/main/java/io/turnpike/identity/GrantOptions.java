package io.turnpike.identity;

import io.turnpike.frame.Role;
import io.turnpike.net.Cidr;
import io.turnpike.net.DestinationPattern;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The options of one `authorized_keys` line, gathered until the line's grant can be made.
///
/// A new option is one row in [#PARSERS] and the field that it fills; one without a value is a row
/// in [#FLAGS].
final class GrantOptions {
  private static final Map<String, OptionParser> PARSERS =
      new TreeMap<>(
          Map.of(
              "role", GrantOptions::role,
              "group", GrantOptions::group,
              "from", GrantOptions::from,
              "expiry-time", GrantOptions::expiryTime,
              "permitopen", GrantOptions::permitOpen,
              "max-streams", GrantOptions::maxStreams,
              "max-tunnels", GrantOptions::maxTunnels,
              "rate", GrantOptions::rate,
              "revoked", GrantOptions::revoked));

  private static final Set<String> FLAGS = Set.of("revoked");

  private final Set<String> seen = new HashSet<>();
  private final EnumSet<Role> roles = EnumSet.noneOf(Role.class);
  private final Set<String> groups = new LinkedHashSet<>();
  private final List<Cidr> from = new ArrayList<>();
  private final List<DestinationPattern> permitOpen = new ArrayList<>();
  private Instant expires = Instant.MAX;
  private boolean revoked;
  private int maxStreams;
  private int maxTunnels;
  private long bytesPerSecond;

  private interface OptionParser {
    void parse(GrantOptions into, String value);
  }

  /// Whether the option is followed by `="…"`.
  ///
  /// @throws IllegalArgumentException when there is no such option, or the line has it already
  boolean wantsValue(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    if (!PARSERS.containsKey(known)) {
      throw new IllegalArgumentException(
          "option \"" + name + "\" (expected: " + String.join(", ", PARSERS.keySet()) + ")");
    }
    if (!seen.add(known)) {
      throw new IllegalArgumentException("option \"" + name + "\" twice (expected: once)");
    }
    return !FLAGS.contains(known);
  }

  /// @param name one that [#wantsValue] knows
  /// @param value empty for an option without one
  /// @throws IllegalArgumentException with a message for the user, without the place
  void set(String name, String value) {
    OptionParser parser = PARSERS.get(name.toLowerCase(Locale.ROOT));
    if (parser != null) {
      parser.parse(this, value);
    }
  }

  Grant grantTo(OpenSshLine key) {
    Set<Role> effective = roles.isEmpty() ? EnumSet.allOf(Role.class) : roles;
    return new Grant(
        key.identity(),
        effective,
        groups,
        new GrantConditions(from, expires, revoked),
        new GrantLimits(permitOpen, maxStreams, maxTunnels, bytesPerSecond),
        key.comment());
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

  private static String roleWords() {
    return Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
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

  private void from(String value) {
    for (String word : value.split(",", -1)) {
      from.add(named("from", () -> Cidr.parse(word)));
    }
  }

  private void permitOpen(String value) {
    for (String word : value.split(",", -1)) {
      permitOpen.add(named("permitopen", () -> DestinationPattern.parse(word)));
    }
  }

  private void expiryTime(String value) {
    expires = GrantValues.time("expiry-time", value, ZoneId.systemDefault());
  }

  private void maxStreams(String value) {
    maxStreams = GrantValues.count("max-streams", value);
  }

  private void maxTunnels(String value) {
    maxTunnels = GrantValues.count("max-tunnels", value);
  }

  private void rate(String value) {
    bytesPerSecond = GrantValues.bytesPerSecond("rate", value);
  }

  private void revoked(String value) {
    revoked = true;
  }

  private interface Parse<T> {
    T now();
  }

  private static <T> T named(String option, Parse<T> parse) {
    try {
      return parse.now();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
