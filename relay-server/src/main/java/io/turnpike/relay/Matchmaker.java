package io.turnpike.relay;

import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides which pending tunnels are paired: those of the same group and opposite roles, the
/// least-loaded reverse-proxy first, then two on the same loop, then the one that has waited
/// longest. Pure but for its lock; safe for all loops.
///
/// @param <C> the kind of candidate
final class Matchmaker<C extends Candidate> {
  private final Map<String, Group<C>> groups = new HashMap<>();

  /// Two that belong together.
  record Match<C>(C entry, C reverse) {}

  private static final class Group<C> {
    final Set<C> entries = new LinkedHashSet<>();
    final Set<C> reverses = new LinkedHashSet<>();

    /// Pairs that each reverse-proxy serves.
    final Map<InstanceId, Integer> loads = new HashMap<>();

    boolean isEmpty() {
      return entries.isEmpty() && reverses.isEmpty() && loads.isEmpty();
    }
  }

  /// Pairs `candidate` with one that waits, or lets it wait.
  synchronized Optional<Match<C>> offer(C candidate) {
    Group<C> group = groups.computeIfAbsent(candidate.group(), name -> new Group<>());
    boolean isEntry = candidate.role() == Role.ENTRY;
    Optional<C> partner =
        (isEntry ? group.reverses : group.entries)
            .stream()
                .filter(other -> wants(candidate, other) && wants(other, candidate))
                .min(preference(group, candidate));
    if (partner.isEmpty()) {
      (isEntry ? group.entries : group.reverses).add(candidate);
      return Optional.empty();
    }
    C other = partner.get();
    (isEntry ? group.reverses : group.entries).remove(other);
    C reverse = isEntry ? other : candidate;
    group.loads.merge(reverse.instance(), 1, Integer::sum);
    return Optional.of(new Match<>(isEntry ? candidate : other, reverse));
  }

  private static <C extends Candidate> boolean wants(C one, C other) {
    return one.wanted().isNone() || one.wanted().equals(other.instance());
  }

  /// `min` takes the first of equals, which has waited longest.
  private static <C extends Candidate> Comparator<C> preference(Group<C> group, C candidate) {
    Comparator<C> byLoad =
        candidate.role() == Role.ENTRY
            ? Comparator.comparingInt(c -> group.loads.getOrDefault(c.instance(), 0))
            : (_, _) -> 0;
    return byLoad.thenComparingInt(c -> c.loop().equals(candidate.loop()) ? 0 : 1);
  }

  /// Takes back a candidate that waits; does nothing for one that was paired.
  synchronized void withdraw(C candidate) {
    Group<C> group = groups.get(candidate.group());
    if (group != null) {
      (candidate.role() == Role.ENTRY ? group.entries : group.reverses).remove(candidate);
      tidy(candidate.group(), group);
    }
  }

  /// A pair has ended.
  synchronized void ended(C reverse) {
    Group<C> group = groups.get(reverse.group());
    if (group != null) {
      group.loads.computeIfPresent(reverse.instance(), (i, load) -> load == 1 ? null : load - 1);
      tidy(reverse.group(), group);
    }
  }

  private void tidy(String name, Group<C> group) {
    if (group.isEmpty()) {
      groups.remove(name);
    }
  }

  /// How many pairs `reverse` serves in `group`.
  synchronized int load(String name, InstanceId reverse) {
    Group<C> group = groups.get(name);
    return group == null ? 0 : group.loads.getOrDefault(reverse, 0);
  }

  /// All candidates that wait.
  synchronized List<C> waiting() {
    List<C> all = new ArrayList<>();
    groups
        .values()
        .forEach(g -> {
          all.addAll(g.entries);
          all.addAll(g.reverses);
        });
    return all;
  }
}
