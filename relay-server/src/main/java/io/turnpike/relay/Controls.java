package io.turnpike.relay;

import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.net.LogBudget;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// The control connections by group: who serves, whom to tell, whom to ask for tunnels. Safe for
/// all loops; what it sends goes through the connection's own loop.
final class Controls {
  /// Lines that edges which come and go can cause.
  private static final int LOG_LINES = 500;

  private final Map<String, Set<ControlConnection>> byGroup = new HashMap<>();
  private final LogBudget logBudget = new LogBudget(LOG_LINES);

  LogBudget logBudget() {
    return logBudget;
  }

  synchronized void add(ControlConnection control) {
    Set<ControlConnection> group =
        byGroup.computeIfAbsent(control.group(), name -> new LinkedHashSet<>());
    group.add(control);
    if (control.role() == Role.REVERSE) {
      tellAll(group);
    } else {
      control.send(presence(group));
    }
  }

  /// The connection that the same run of the same edge had before: it has dialled anew, so that one
  /// is dead, and nobody has told us yet.
  synchronized Optional<ControlConnection> older(ControlConnection control) {
    return byGroup.getOrDefault(control.group(), Set.of()).stream()
        .filter(other -> other != control && other.member().isSameRun(control.member()))
        .findFirst();
  }

  synchronized void remove(ControlConnection control) {
    Set<ControlConnection> group = byGroup.get(control.group());
    if (group == null || !group.remove(control)) {
      return;
    }
    if (group.isEmpty()) {
      byGroup.remove(control.group());
    } else if (control.role() == Role.REVERSE) {
      tellAll(group);
    }
  }

  private static void tellAll(Set<ControlConnection> group) {
    Frame.Presence presence = presence(group);
    group.forEach(control -> control.send(presence));
  }

  private static Frame.Presence presence(Set<ControlConnection> group) {
    List<Frame.Server> serving =
        group.stream()
            .filter(control -> control.role() == Role.REVERSE)
            .map(control -> new Frame.Server(control.instance(), control.name()))
            .toList();
    int named = Math.min(serving.size(), Frame.Presence.MAX_NAMED);
    return new Frame.Presence(Math.min(serving.size(), 65_535), serving.subList(0, named));
  }

  /// Asks a reverse-proxy of `group` for a tunnel: the wanted one, or the least loaded.
  synchronized void demand(String group, InstanceId wanted, ToIntFunction<InstanceId> load) {
    Optional<ControlConnection> asked =
        byGroup.getOrDefault(group, Set.of()).stream()
            .filter(control -> control.role() == Role.REVERSE)
            .filter(control -> wanted.isNone() || wanted.equals(control.instance()))
            .min(java.util.Comparator.comparingInt(c -> load.applyAsInt(c.instance())));
    asked.ifPresent(control -> control.send(new Frame.Demand(1)));
  }

  /// Sends a frame to every control connection.
  synchronized void sendToAll(Frame frame) {
    byGroup.values().forEach(group -> group.forEach(control -> control.send(frame)));
  }

  synchronized List<ControlConnection> all() {
    return byGroup.values().stream().flatMap(Set::stream).toList();
  }

  synchronized int count() {
    return byGroup.values().stream().mapToInt(Set::size).sum();
  }
}
