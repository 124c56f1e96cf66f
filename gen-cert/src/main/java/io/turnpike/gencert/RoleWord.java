package io.turnpike.gencert;

import io.turnpike.frame.Role;
import picocli.CommandLine.ITypeConverter;

/// Reads a role as `authorized_keys` writes it.
final class RoleWord implements ITypeConverter<Role> {
  @Override
  public Role convert(String word) {
    for (Role role : Role.values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("\"" + word + "\" (expected: entry or reverse)");
  }
}
