package io.turnpike.gencert;

import io.turnpike.frame.Role;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The directory where bundles are made and kept.
record BundleShelf(Path directory) {

  Path file(String name) {
    Path file = Path.of(name + Profile.SUFFIX);
    return directory.toString().isEmpty() || directory.equals(Path.of("."))
        ? file
        : directory.resolve(file);
  }

  /// A bundle is to be replaced: its old identity is authorised no more.
  void forget(String name, AuthorizedKeysFile list) throws KeyFileException {
    Path file = file(name);
    if (Files.exists(file)) {
      list.remove(Profile.load(file).keys().identity());
    }
  }

  /// Brings the other bundles of a group up to date.
  ///
  /// @return those that were written
  List<Path> refresh(String group, AuthorizedKeysFile list, List<Profile> made)
      throws KeyFileException {
    List<Path> changed = new ArrayList<>();
    for (Path file : bundles()) {
      if (made.stream().anyMatch(profile -> file.equals(file(profile.name())))) {
        continue;
      }
      Profile profile = Profile.load(file);
      List<String> peers = list.peersOf(profile);
      if (profile.group().equals(group) && !peers.equals(profile.peers())) {
        KeyFiles.writePrivate(file, profile.withPeers(peers).toText(), true);
        changed.add(file);
      }
    }
    return changed;
  }

  private List<Path> bundles() throws KeyFileException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.endsWith(Profile.SUFFIX))
          .sorted()
          .map(name -> file(name.substring(0, name.length() - Profile.SUFFIX.length())))
          .toList();
    } catch (IOException e) {
      throw new KeyFileException(directory, "cannot be read: " + e.getMessage(), e);
    }
  }

  static String describe(Profile profile) {
    return program(profile.role()) + " --profile FILE";
  }

  static String program(Role role) {
    return switch (role) {
      case ENTRY -> "entry-point";
      case REVERSE -> "reverse-proxy";
    };
  }
}
