package io.turnpike.identity;

import io.turnpike.frame.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// What one line of `authorized_keys` allows an identity.
///
/// @param roles the edges it may be; never empty
/// @param groups the groups it may join; empty means any
/// @param comment what follows the key in its line, for logs
public record Grant(
    Identity identity,
    Set<Role> roles,
    Set<String> groups,
    GrantConditions conditions,
    GrantLimits limits,
    String comment) {

  public Grant {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("no role (expected: entry, reverse or both)");
    }
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
  }

  /// Both roles in any group, without conditions and limits.
  public static Grant unrestricted(Identity identity, String comment) {
    return new Grant(
        identity,
        EnumSet.allOf(Role.class),
        Set.of(),
        GrantConditions.NONE,
        GrantLimits.NONE,
        comment);
  }

  public boolean permits(Role role, String group) {
    return roles.contains(role) && (groups.isEmpty() || groups.contains(group));
  }

  /// Whether the identity may be this now: neither revoked nor expired, and of the right role and
  /// group.
  public boolean permits(Role role, String group, Instant now) {
    return conditions.holdsAt(now) && permits(role, group);
  }
}
