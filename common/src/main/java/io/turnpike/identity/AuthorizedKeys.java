package io.turnpike.identity;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which identities are authorised, and for what: the content of an `authorized_keys` file.
/// Immutable.
///
/// A file with one bad line is refused whole: a half-read list would lock somebody out, or let
/// somebody in, in silence.
public final class AuthorizedKeys {
  private static final AuthorizedKeys NONE = new AuthorizedKeys(Map.of());

  private final Map<Identity, Grant> grants;

  private AuthorizedKeys(Map<Identity, Grant> grants) {
    this.grants = grants;
  }

  public static AuthorizedKeys none() {
    return NONE;
  }

  public static AuthorizedKeys load(Path file) throws KeyFileException {
    return parse(KeyFiles.readPublic(file), file.toString());
  }

  /// @param sourceName begins every error, followed by the number of the line
  public static AuthorizedKeys parse(String text, String sourceName) throws KeyFileException {
    Map<Identity, Grant> grants = new LinkedHashMap<>();
    Map<Identity, Integer> lines = new LinkedHashMap<>();
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = sourceName + ":" + (i + 1);
      Grant grant = parseLine(line, where);
      Integer earlier = lines.putIfAbsent(grant.identity(), i + 1);
      if (earlier != null) {
        throw new KeyFileException(
            where, grant.identity() + " again (expected: once; it is in line " + earlier + ")");
      }
      grants.put(grant.identity(), grant);
    }
    return new AuthorizedKeys(grants);
  }

  private static Grant parseLine(String line, String where) throws KeyFileException {
    try {
      return AuthorizedKeysLine.parse(line);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(where, String.valueOf(e.getMessage()), e);
    }
  }

  /// These, and one identity with both roles in any group: the one of `certs/auth.pub`, whatever
  /// its line said, unless that revokes it.
  public AuthorizedKeys withUnrestricted(Identity identity) {
    Optional<Grant> line = find(identity);
    if (line.isPresent() && line.get().conditions().revoked()) {
      return this;
    }
    Map<Identity, Grant> more = new LinkedHashMap<>(grants);
    more.put(identity, Grant.unrestricted(identity, line.map(Grant::comment).orElse("")));
    return new AuthorizedKeys(more);
  }

  /// These and others; a line of the others replaces one of these for the same identity.
  public AuthorizedKeys with(AuthorizedKeys others) {
    Map<Identity, Grant> all = new LinkedHashMap<>(grants);
    all.putAll(others.grants);
    return new AuthorizedKeys(all);
  }

  public List<Grant> grants() {
    return List.copyOf(grants.values());
  }

  public boolean contains(Identity identity) {
    return grants.containsKey(identity);
  }

  public Optional<Grant> find(Identity identity) {
    return Optional.ofNullable(grants.get(identity));
  }

  /// Whether a grant ends after `from` and not after `to`.
  public boolean anyExpires(Instant from, Instant to) {
    return grants.values().stream()
        .map(grant -> grant.conditions().expires())
        .anyMatch(expires -> expires.isAfter(from) && !expires.isAfter(to));
  }

  /// Whether a line says from where its identity may come, which only a relay can see.
  public boolean anyFrom() {
    return grants.values().stream().anyMatch(grant -> !grant.conditions().from().isEmpty());
  }

  public int size() {
    return grants.size();
  }
}
