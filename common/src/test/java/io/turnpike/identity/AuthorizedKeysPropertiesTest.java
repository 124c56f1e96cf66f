package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.Role;
import io.turnpike.net.Cidr;
import io.turnpike.net.DestinationPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What holds for every line, shown on many that a fixed seed makes.
class AuthorizedKeysPropertiesTest {
  private static final int LINES = 5_000;
  private static final String ALPHABET = " \t,=\"\\#:*./-@[]0129azAZssh-ed25519\u00fc\u2028\u0000";
  private static final Identity ANA = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);

  private final Random random = new Random(20_260_101);

  @Test
  void whatIsWrittenIsWhatIsRead() throws Exception {
    for (int i = 0; i < LINES; i++) {
      Grant grant = anyGrant();
      String line = written(grant);
      Grant read = AuthorizedKeys.parse(line, "keys").find(ANA).orElseThrow();
      assertEquals(grant, read, line);
    }
  }

  @Test
  void aDamagedLineIsReadOrRefusedInOneLineAndNeverAnythingElse() {
    int refused = 0;
    for (int i = 0; i < LINES; i++) {
      String line = damaged(written(anyGrant()));
      try {
        AuthorizedKeys.parse(line, "keys");
      } catch (KeyFileException e) {
        refused++;
        assertTrue(String.valueOf(e.getMessage()).matches("(?s)keys:\\d+: .+"), e::getMessage);
      }
    }
    assertTrue(refused > LINES / 2, "refused=" + refused);
  }

  /// An option that is dropped on the way would give more than the line says.
  @Test
  void noDamageOfAnOptionMakesAnUnrestrictedKey() {
    for (int i = 0; i < LINES; i++) {
      String options = "role=\"entry\",permitopen=\"10.0.0.1:22\",max-streams=\"1\"";
      String line = damaged(options) + " " + TestKeys.OPENSSH_LINE;
      try {
        Grant grant = AuthorizedKeys.parse(line, "keys").find(ANA).orElse(null);
        assertTrue(
            grant == null
                || !grant.roles().equals(EnumSet.allOf(Role.class))
                || grant.limits().maxStreams() > 0
                || !grant.limits().permitOpen().isEmpty(),
            line);
      } catch (KeyFileException e) {
        continue; // refused whole
      }
    }
  }

  private String damaged(String line) {
    StringBuilder text = new StringBuilder(line);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(text.length());
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  private Grant anyGrant() {
    Set<Role> roles = EnumSet.of(Role.values()[random.nextInt(2)]);
    if (random.nextBoolean()) {
      roles = EnumSet.allOf(Role.class);
    }
    Set<String> groups = new TreeSet<>(some(3, () -> "g " + random.nextInt(9) + "\"\\z"));
    List<Cidr> from = some(3, () -> Cidr.parse(anyAddress() + "/" + random.nextInt(33)));
    Instant expires =
        random.nextBoolean() ? Instant.MAX : Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
    return new Grant(
        ANA,
        roles,
        groups,
        new GrantConditions(from, expires, random.nextBoolean()),
        new GrantLimits(
            some(4, this::anyPattern),
            random.nextInt(3) * random.nextInt(300_000),
            random.nextInt(3) * random.nextInt(300_000),
            random.nextInt(1000)),
        "a comment, \"quoted\"");
  }

  private <T> List<T> some(int atMost, Supplier<T> one) {
    List<T> all = new ArrayList<>();
    for (int n = random.nextInt(atMost + 1); n > 0; n--) {
      all.add(one.get());
    }
    return all;
  }

  private String anyAddress() {
    return random.nextInt(256) + ".2." + random.nextInt(256) + "." + random.nextInt(256);
  }

  private DestinationPattern anyPattern() {
    String port = random.nextInt(3) == 0 ? "*" : String.valueOf(1 + random.nextInt(65_535));
    String host =
        switch (random.nextInt(5)) {
          case 0 -> "Db" + random.nextInt(9) + ".lan";
          case 1 -> "*.lan" + random.nextInt(9) + ".example";
          case 2 -> anyAddress() + "/" + random.nextInt(33);
          case 3 -> "[fd00::" + random.nextInt(9999) + "/" + random.nextInt(129) + "]";
          default -> "*";
        };
    return DestinationPattern.parse(host + ":" + port);
  }

  private static String written(Grant grant) {
    List<String> options = new ArrayList<>();
    if (grant.roles().size() == 1) {
      options.add(option("role", grant.roles().iterator().next().word()));
    }
    addList(options, "group", List.copyOf(grant.groups()));
    addList(options, "from", grant.conditions().from());
    addList(options, "permitopen", grant.limits().permitOpen());
    if (!grant.conditions().expires().equals(Instant.MAX)) {
      String digits = grant.conditions().expires().toString().replaceAll("[^0-9]", "");
      options.add(option("expiry-time", digits + "Z"));
    }
    addNumber(options, "max-streams", grant.limits().maxStreams(), "");
    addNumber(options, "max-tunnels", grant.limits().maxTunnels(), "");
    addNumber(options, "rate", grant.limits().bytesPerSecond(), "B/s");
    if (grant.conditions().revoked()) {
      options.add("revoked");
    }
    String key = TestKeys.OPENSSH_LINE + " " + grant.comment();
    return options.isEmpty() ? key : String.join(",", options) + " " + key;
  }

  private static void addList(List<String> options, String name, List<?> values) {
    if (!values.isEmpty()) {
      String text = values.stream().map(String::valueOf).collect(Collectors.joining(","));
      options.add(option(name, text));
    }
  }

  private static void addNumber(List<String> options, String name, long number, String unit) {
    if (number > 0) {
      options.add(option(name, number + unit));
    }
  }

  private static String option(String name, String value) {
    return name + "=\"" + value.replace("\"", "\\\"") + "\"";
  }
}
