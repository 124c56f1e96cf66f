package io.turnpike.relay;

import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import java.util.Optional;

/// Decides who may be what in which group. Policy only; safe for all loops.
final class Authority {
  private volatile AuthorizedKeys keys;

  Authority(AuthorizedKeys keys) {
    this.keys = keys;
  }

  /// Takes another set for all decisions from here on.
  void replace(AuthorizedKeys newKeys) {
    keys = newKeys;
  }

  /// @param code what the edge is told; the same for every reason that concerns its identity
  /// @param reason for the relay's own log only
  record Refusal(RefusalCode code, String reason) {}

  /// Empty when the edge is welcome.
  Optional<Refusal> judge(Identity identity, Frame.Hello hello) {
    if (!hello.versions().contains(Frame.VersionRange.SUPPORTED.max())) {
      return Optional.of(
          new Refusal(
              RefusalCode.VERSION,
              "versions %d to %d".formatted(hello.versions().min(), hello.versions().max())));
    }
    var grant = keys.find(identity);
    if (grant.isEmpty()) {
      return Optional.of(new Refusal(RefusalCode.DENIED, "identity is not authorised"));
    }
    if (!grant.get().permits(hello.role(), hello.group())) {
      return Optional.of(
          new Refusal(RefusalCode.DENIED, "identity is not authorised for this role and group"));
    }
    return Optional.empty();
  }
}
