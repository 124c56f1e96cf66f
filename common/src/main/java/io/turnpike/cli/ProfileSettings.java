package io.turnpike.cli;

import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.Profile;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a [Profile] says about options. Its certificate and its identity stay in the file, which is
/// read again when it changes; so those options get the name of the file.
final class ProfileSettings {
  static final String SERVER_ADDRESS = "--server-address";
  static final String RELAY_DNS = "--relay-dns";
  private static final String GROUP = "--group";
  private static final String NAME = "--name";
  private static final String SERVER_CERT = "--server-cert";
  private static final String AUTH_PRIVATE_KEY = "--auth-private-key";

  /// By longest name, as picocli has it.
  static final Set<String> OPTIONS =
      Set.of(SERVER_ADDRESS, "--group-id", GROUP, NAME, SERVER_CERT, AUTH_PRIVATE_KEY);

  private ProfileSettings() {}

  /// @throws UserError when the file cannot be used
  static @Nullable String value(String option, Path file) {
    try {
      Profile profile = Profile.load(file);
      return switch (option) {
        case SERVER_ADDRESS -> profile.serverList();
        case GROUP, "--group-id" -> profile.group();
        case NAME -> profile.name();
        case SERVER_CERT, AUTH_PRIVATE_KEY -> file.toString();
        default -> null;
      };
    } catch (KeyFileException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }
}
