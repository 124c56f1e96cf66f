package io.turnpike.gencert;

import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Grant;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The `authorized_keys` that bundles are entered in: one list, for the relay and the edges alike.
/// What people wrote into it stays as it is.
final class AuthorizedKeysFile {
  private final Path file;
  private final List<String> lines;

  private AuthorizedKeysFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /// The file need not exist.
  ///
  /// @throws KeyFileException when a line of it is wrong
  static AuthorizedKeysFile read(Path file) throws KeyFileException {
    String text = Files.exists(file) ? KeyFiles.readPublic(file) : "";
    AuthorizedKeys.parse(text, file.toString());
    return new AuthorizedKeysFile(file, new ArrayList<>(text.lines().toList()));
  }

  void add(Profile profile) {
    lines.add(profile.publicLine());
  }

  /// Takes the identity's line out, if there is one and it does not revoke.
  void remove(Identity identity) throws KeyFileException {
    for (int i = lines.size() - 1; i >= 0; i--) {
      for (Grant grant : grants(lines.get(i))) {
        if (grant.identity().equals(identity) && !grant.conditions().revoked()) {
          lines.remove(i);
        }
      }
    }
  }

  /// The lines of those that an edge of this profile meets: the other role, its group, neither
  /// revoked nor expired.
  List<String> peersOf(Profile profile) throws KeyFileException {
    Role other = profile.role() == Role.ENTRY ? Role.REVERSE : Role.ENTRY;
    List<String> peers = new ArrayList<>();
    for (String line : lines) {
      for (Grant grant : grants(line)) {
        if (grant.permits(other, profile.group(), Instant.now())
            && !grant.identity().equals(profile.keys().identity())) {
          peers.add(line.strip());
        }
      }
    }
    return peers;
  }

  /// One, or none for a comment.
  private List<Grant> grants(String line) throws KeyFileException {
    return AuthorizedKeys.parse(line, file.toString()).grants();
  }

  void write() throws KeyFileException {
    KeyFiles.writePublic(file, String.join("\n", lines) + "\n", true);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
