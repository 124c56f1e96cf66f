package io.turnpike.reverse;

import io.turnpike.forward.Tenant;
import io.turnpike.forward.Terms;
import io.turnpike.identity.Grant;
import io.turnpike.identity.GrantLimits;
import io.turnpike.identity.Identity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The identities that have used this reverse-proxy. Safe for all loops; bounded by how many are
/// authorised, since each has proved in L3 that it was.
final class Tenants {
  private final Map<Identity, Tenant> byIdentity = new ConcurrentHashMap<>();
  private final Function<Identity, Optional<Grant>> grants;

  /// @param grants what an identity may do now
  Tenants(Function<Identity, Optional<Grant>> grants) {
    this.grants = grants;
  }

  /// The one for all tunnels of an identity.
  Tenant of(Identity identity) {
    return byIdentity.computeIfAbsent(
        identity, who -> new Tenant(() -> grants.apply(who).map(Tenants::terms)));
  }

  private static Terms terms(Grant grant) {
    GrantLimits limits = grant.limits();
    return new Terms(limits.permitOpen(), limits.maxStreams(), limits.bytesPerSecond());
  }
}
