package io.turnpike.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The quickest answer to PING on each tunnel of a session. How long a path is, is what the
/// quickest of its tunnels says: one that was made while the programs were busy may have seen only
/// slow ones, and would count as long. Each answer asks for that, so it is found without looking at
/// every tunnel. Any thread.
final class QuickestAnswers {
  private final Map<RelayPath, OfPath> paths = new HashMap<>();

  /// @param nanos the tunnel's own
  /// @return that of its path
  synchronized long note(CarryingTunnel tunnel, long nanos) {
    return paths.computeIfAbsent(tunnel.binding().path(), path -> new OfPath()).note(tunnel, nanos);
  }

  /// The tunnel is no more.
  synchronized void forget(CarryingTunnel tunnel) {
    paths.computeIfPresent(
        tunnel.binding().path(),
        (path, answers) -> answers.isEmptyWithout(tunnel) ? null : answers);
  }

  private static final class OfPath {
    private final Map<CarryingTunnel, Long> answers = new HashMap<>();

    /// How many tunnels have that answer.
    private final NavigableMap<Long, Integer> counts = new TreeMap<>();

    long note(CarryingTunnel tunnel, long nanos) {
      Long before = answers.put(tunnel, nanos);
      if (before == null || before != nanos) {
        uncount(before);
        counts.merge(nanos, 1, Integer::sum);
      }
      return counts.firstKey();
    }

    boolean isEmptyWithout(CarryingTunnel tunnel) {
      uncount(answers.remove(tunnel));
      return answers.isEmpty();
    }

    private void uncount(@Nullable Long nanos) {
      if (nanos != null) {
        counts.computeIfPresent(nanos, (answer, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
