package io.turnpike.relay;

import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Grant;
import io.turnpike.identity.GrantConditions;
import io.turnpike.identity.Identity;
import java.net.InetAddress;
import java.time.Instant;
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
  /// @param reason for the relay's own log only, like the remedy
  record Refusal(RefusalCode code, String reason, String remedy) {}

  Optional<Grant> grant(Identity identity) {
    return keys.find(identity);
  }

  /// Empty when the edge is welcome; asked at HELLO, and again when the keys have changed.
  Optional<Refusal> judge(Member member) {
    return judge(member.identity(), member.hello(), member.address());
  }

  /// Who is not authorised is told that and nothing else, not even which versions there are.
  ///
  /// @param from where the edge comes from
  Optional<Refusal> judge(Identity identity, Frame.Hello hello, InetAddress from) {
    Optional<Denial> denial = denial(identity, hello, from, Instant.now());
    if (denial.isPresent()) {
      return denial.map(Denial::refusal);
    }
    if (!hello.versions().contains(Frame.VersionRange.SUPPORTED.max())) {
      return Optional.of(
          new Refusal(
              RefusalCode.VERSION,
              "versions %d to %d".formatted(hello.versions().min(), hello.versions().max()),
              "install the same version of Turnpike there and here"));
    }
    return Optional.empty();
  }

  private Optional<Denial> denial(
      Identity identity, Frame.Hello hello, InetAddress from, Instant now) {
    Optional<Grant> grant = keys.find(identity);
    if (grant.isEmpty()) {
      return Optional.of(Denial.UNKNOWN);
    }
    GrantConditions conditions = grant.get().conditions();
    if (conditions.revoked()) {
      return Optional.of(Denial.REVOKED);
    }
    if (!conditions.holdsAt(now)) {
      return Optional.of(Denial.EXPIRED);
    }
    if (!grant.get().permits(hello.role(), hello.group())) {
      return Optional.of(Denial.WRONG_PLACE);
    }
    return conditions.holdsFrom(from) ? Optional.empty() : Optional.of(Denial.WRONG_ADDRESS);
  }
}
