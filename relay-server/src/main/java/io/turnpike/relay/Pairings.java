package io.turnpike.relay;

import io.turnpike.frame.Role;
import io.turnpike.metric.Flows;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// All tunnels of the relay: those that wait and those that are paired. Safe for all loops.
final class Pairings {
  private final Matchmaker<TunnelEnd> matchmaker = new Matchmaker<>();
  private final Set<Pairing> live = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextTunnel =
      new AtomicLong(Integer.toUnsignedLong(new SecureRandom().nextInt()));
  private final Controls controls;
  private final Flows<RawForwarder> flows = new Flows<>();
  private final LongAdder begun = new LongAdder();

  Pairings(Controls controls) {
    this.controls = controls;
  }

  /// A tunnel is pending: pair it, or ask for a partner. On the tunnel's loop.
  void offer(TunnelEnd end) {
    var match = matchmaker.offer(end);
    if (match.isPresent()) {
      begin(match.get());
    } else if (end.role() == Role.ENTRY) {
      controls.demand(
          end.group(), end.wanted(), instance -> matchmaker.load(end.group(), instance));
    }
  }

  private void begin(Matchmaker.Match<TunnelEnd> match) {
    var pairing = new Pairing[1];
    pairing[0] =
        new Pairing(
            nextTunnel.getAndIncrement(), match, flows, () -> ended(pairing[0], match.reverse()));
    begun.increment();
    live.add(pairing[0]);
    pairing[0].begin();
  }

  private void ended(Pairing pairing, TunnelEnd reverse) {
    live.remove(pairing);
    matchmaker.ended(reverse);
  }

  void withdraw(TunnelEnd end) {
    matchmaker.withdraw(end);
  }

  /// Closes the tunnels that wait.
  void closeWaiting() {
    matchmaker.waiting().forEach(end -> end.channel().close());
  }

  /// Closes those that wait and belong to the same run of the same edge as `member`.
  void closeWaiting(Member member) {
    matchmaker.waiting().stream()
        .filter(end -> end.member().isSameRun(member))
        .forEach(end -> end.channel().close());
  }

  void closeAll() {
    closeWaiting();
    live.forEach(Pairing::close);
  }

  /// How many pairs there are.
  int pairs() {
    return live.size();
  }

  int waiting() {
    return matchmaker.waiting().size();
  }

  /// Those that wait for a partner.
  List<TunnelEnd> waitingEnds() {
    return matchmaker.waiting();
  }

  /// The pairs there are.
  List<Pairing> live() {
    return List.copyOf(live);
  }

  /// Pairs since the start.
  long begun() {
    return begun.sum();
  }

  /// What the pairs forward.
  Flows<RawForwarder> flows() {
    return flows;
  }
}
