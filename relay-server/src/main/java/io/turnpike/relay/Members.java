package io.turnpike.relay;

import io.turnpike.frame.RefusalCode;
import io.turnpike.identity.Grant;
import io.turnpike.identity.Identity;
import io.turnpike.metric.Tally;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every authorised connection: counted by identity, and closed when its grant holds no more. Safe
/// for all loops.
final class Members {
  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final String BUSY = "limit of tunnels reached";

  private final Authority authority;
  private final Supplier<CompletableFuture<Void>> caughtUp;
  private int maxTunnels;
  private int maxTunnelsPerIdentity;
  private final Set<Member> here = new HashSet<>();
  private final Map<Identity, Integer> tunnels = new HashMap<>();
  private final Tally<RefusalCode> refused = new Tally<>(RefusalCode.class);
  private int allTunnels;

  /// @param maxTunnels of all identities together
  /// @param maxTunnelsPerIdentity where its grant does not say less
  /// @param caughtUp done when the authority knows what the key files say now
  Members(
      Authority authority,
      int maxTunnels,
      int maxTunnelsPerIdentity,
      Supplier<CompletableFuture<Void>> caughtUp) {
    this.authority = authority;
    this.caughtUp = caughtUp;
    this.maxTunnels = maxTunnels;
    this.maxTunnelsPerIdentity = maxTunnelsPerIdentity;
  }

  /// Other limits from now on; whoever is here stays.
  synchronized void limit(int newMaxTunnels, int newMaxTunnelsPerIdentity) {
    maxTunnels = newMaxTunnels;
    maxTunnelsPerIdentity = newMaxTunnelsPerIdentity;
  }

  /// Done when it is known what the key files say now; on any thread.
  CompletableFuture<Void> caughtUp() {
    return caughtUp.get();
  }

  /// Empty when the edge is welcome; it then stays here until its channel has closed.
  Optional<Authority.Refusal> admit(Member member) {
    Optional<Authority.Refusal> refusal = authority.judge(member);
    if (refusal.isEmpty()) {
      refusal = enter(member);
    }
    if (refusal.isPresent()) {
      return refusal;
    }
    member.channel().closeFuture().addListener(closed -> leave(member));
    return authority.judge(member); // the keys may have changed before it was here to be expelled
  }

  private synchronized Optional<Authority.Refusal> enter(Member member) {
    if (!member.isControl()) {
      int own = tunnels.getOrDefault(member.identity(), 0);
      int most = mostTunnels(member.identity());
      if (own >= most) {
        return busy("max-tunnels=" + most + " of the identity");
      }
      if (allTunnels >= maxTunnels) {
        return busy("--max-tunnels " + maxTunnels);
      }
      tunnels.put(member.identity(), own + 1);
      allTunnels++;
    }
    here.add(member);
    return Optional.empty();
  }

  private int mostTunnels(Identity identity) {
    int granted = authority.grant(identity).map(Grant::limits).map(l -> l.maxTunnels()).orElse(0);
    return granted == 0 ? maxTunnelsPerIdentity : Math.min(granted, maxTunnelsPerIdentity);
  }

  private static Optional<Authority.Refusal> busy(String reason) {
    return Optional.of(
        new Authority.Refusal(
            RefusalCode.BUSY,
            BUSY + ": " + reason,
            "raise that limit, or give the edge fewer tunnels: its --max-tunnels"));
  }

  private synchronized void leave(Member member) {
    here.remove(member);
    if (!member.isControl()) {
      allTunnels--;
      tunnels.computeIfPresent(member.identity(), (who, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Closes the connections of those who are not authorised any more: the keys have changed, or
  /// time has passed.
  void expel() {
    List<Member> all;
    synchronized (this) {
      all = List.copyOf(here);
    }
    for (Member member : all) {
      authority
          .judge(member)
          .ifPresent(refusal -> {
            log.warn("edge cut reason=\"{}\" {}", refusal.reason(), member.describe());
            member.channel().close();
          });
    }
  }

  /// What edges were told that were not welcome.
  Tally<RefusalCode> refused() {
    return refused;
  }

  synchronized int tunnels() {
    return allTunnels;
  }
}
