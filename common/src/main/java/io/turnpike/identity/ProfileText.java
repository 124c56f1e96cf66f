package io.turnpike.identity;

import io.turnpike.frame.Role;
import io.turnpike.net.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Reads a [Profile]'s text once; errors name the line. What is not known is refused: a newer
/// program may have meant it to restrict something.
final class ProfileText {
  static final String MAGIC = "turnpike-profile";
  static final String SERVER = "server";
  static final String ROLE = "role";
  static final String GROUP = "group";
  static final String NAME = "name";
  static final String PEER = "peer";
  private static final Set<String> ONCE = Set.of(SERVER, ROLE, GROUP, NAME);
  private static final String VERSION = MAGIC + " 1";
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private final String text;
  private final String source;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> peers = new ArrayList<>();

  /// The file with everything but the peers left out, so that their errors have the right line.
  private final StringBuilder peersOnly = new StringBuilder();

  ProfileText(String text, String source) {
    this.text = text;
    this.source = source;
  }

  Profile read() throws KeyFileException {
    readLines();
    AuthorizedKeys.parse(peersOnly.toString(), source);
    List<PemBlock> blocks = PemBlock.parse(text, source);
    List<PemBlock> certificates =
        blocks.stream().filter(block -> block.type().equals("CERTIFICATE")).toList();
    List<PemBlock> others =
        blocks.stream().filter(block -> !block.type().equals("CERTIFICATE")).toList();
    if (certificates.isEmpty()) {
      throw new KeyFileException(source, "no certificate (expected: a CERTIFICATE block)");
    }
    if (others.size() != 1) {
      throw new KeyFileException(
          source, others.size() + " private keys (expected: one PRIVATE KEY block)");
    }
    PemBlock key = others.getFirst();
    return new Profile(
        value(SERVER, ProfileText::servers),
        value(ROLE, ProfileText::role),
        value(GROUP, ProfileText::text),
        value(NAME, ProfileText::text),
        peers,
        IdentityKeyPair.parse(PemBlock.write(key.type(), key.der()), source),
        certificates);
  }

  private void readLines() throws KeyFileException {
    boolean inBlock = false;
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().equals(VERSION)) {
      throw new KeyFileException(
          source + ":1",
          "\"" + text.lines().findFirst().orElse("") + "\" (expected: " + VERSION + ")");
    }
    peersOnly.append('\n');
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean starts = line.startsWith(BEGIN);
      String peer = "";
      if (!inBlock && !starts && !line.isEmpty() && !line.startsWith("#")) {
        peer = readLine(line, source + ":" + (i + 1));
      }
      peersOnly.append(peer).append('\n');
      inBlock = (inBlock || starts) && !line.startsWith(END);
    }
  }

  /// Returns the line of a peer, and nothing for other lines.
  private String readLine(String line, String where) throws KeyFileException {
    int colon = line.indexOf(':');
    String key = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1).strip();
    if (key.equals(PEER)) {
      peers.add(value);
      return value;
    }
    if (!ONCE.contains(key)) {
      throw new KeyFileException(
          where,
          "\"%s\" (expected: server, role, group, name or peer with a colon behind it)"
              .formatted(key.length() <= 32 ? key : key.substring(0, 32) + "…"));
    }
    if (values.putIfAbsent(key, value) != null) {
      throw new KeyFileException(where, key + " again (expected: once)");
    }
    return "";
  }

  private <T> T value(String key, Function<String, T> parse) throws KeyFileException {
    String value = values.get(key);
    if (value == null) {
      throw new KeyFileException(source, "no " + key + " (expected: a line " + key + ": …)");
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(source, key + ": " + e.getMessage(), e);
    }
  }

  private static List<HostPort> servers(String list) {
    List<HostPort> servers = new ArrayList<>();
    for (String server : list.split(",", -1)) {
      servers.add(HostPort.parse(server.strip()));
    }
    return servers;
  }

  private static Role role(String word) {
    for (Role role : Role.values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("\"" + word + "\" (expected: entry or reverse)");
  }

  private static String text(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("\"\" (expected: text)");
    }
    return value;
  }
}
