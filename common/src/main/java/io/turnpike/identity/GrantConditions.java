package io.turnpike.identity;

import io.turnpike.net.Cidr;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/// When and from where a grant holds.
///
/// @param from the addresses it may come from; empty means any
/// @param expires from when on it holds no more; [Instant#MAX] means never
/// @param revoked whether it holds no more at all
public record GrantConditions(List<Cidr> from, Instant expires, boolean revoked) {
  static final GrantConditions NONE = new GrantConditions(List.of(), Instant.MAX, false);

  public GrantConditions {
    from = List.copyOf(from);
  }

  public boolean holdsAt(Instant now) {
    return !revoked && now.isBefore(expires);
  }

  public boolean holdsFrom(InetAddress address) {
    return from.isEmpty() || from.stream().anyMatch(cidr -> cidr.contains(address));
  }
}
