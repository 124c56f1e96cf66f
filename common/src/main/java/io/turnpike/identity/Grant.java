package io.turnpike.identity;

import io.turnpike.frame.Role;
import java.util.EnumSet;
import java.util.Set;

/// What one line of `authorized_keys` allows an identity.
///
/// @param roles the edges it may be; never empty
/// @param groups the groups it may join; empty means any
/// @param comment what follows the key in its line, for logs
public record Grant(Identity identity, Set<Role> roles, Set<String> groups, String comment) {

  public Grant {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("no role (expected: entry, reverse or both)");
    }
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
  }

  static Grant unrestricted(Identity identity, String comment) {
    return new Grant(identity, EnumSet.allOf(Role.class), Set.of(), comment);
  }

  public boolean permits(Role role, String group) {
    return roles.contains(role) && (groups.isEmpty() || groups.contains(group));
  }
}
