package io.turnpike.reverse;

import io.turnpike.edge.EdgeSubject;
import io.turnpike.forward.Traffic;
import io.turnpike.frame.ResetCode;
import java.util.Map;

/// What a reverse-proxy's admin endpoint shows besides the edge. Any thread.
record ReverseView(Traffic traffic) implements EdgeSubject.Own {
  @Override
  public Map<String, String> listeners() {
    return Map.of();
  }

  @Override
  public Map<String, Long> refused() {
    return Map.of(
        "denied", traffic.refused(ResetCode.DENIED), "limit", traffic.refused(ResetCode.LIMIT));
  }
}
