package io.turnpike.entry;

import io.turnpike.edge.EdgeSubject;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Traffic;
import io.turnpike.metric.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an entry-point's admin endpoint shows besides the edge. Any thread.
///
/// @param listeners address by route
record EntryView(Traffic traffic, Map<String, String> listeners, Admission admission)
    implements EdgeSubject.Own {
  @Override
  public Map<String, Long> refused() {
    Map<String, Long> refused = new LinkedHashMap<>();
    admission
        .refusals()
        .each((verdict, count) -> {
          if (verdict != Admission.Verdict.ADMITTED) {
            refused.put(Tally.label(verdict), count);
          }
        });
    return refused;
  }
}
