package io.turnpike.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The quickest answer to PING on each tunnel of a session. How long a path is, is what the
/// quickest of its tunnels says: one that was made while the programs were busy may have seen only
/// slow ones, and would count as long. Any thread.
final class QuickestAnswers {
  private record Answer(RelayPath path, long nanos) {}

  private final Map<CarryingTunnel, Answer> answers = new ConcurrentHashMap<>();

  /// @param nanos the tunnel's own
  /// @return that of its path
  long note(CarryingTunnel tunnel, long nanos) {
    RelayPath path = tunnel.binding().path();
    answers.put(tunnel, new Answer(path, nanos));
    long quickest = nanos;
    for (Answer answer : answers.values()) {
      if (answer.path().equals(path)) {
        quickest = Math.min(quickest, answer.nanos());
      }
    }
    return quickest;
  }

  /// The tunnel is no more.
  void forget(CarryingTunnel tunnel) {
    answers.remove(tunnel);
  }
}
