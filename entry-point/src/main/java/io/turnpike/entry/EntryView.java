package io.turnpike.entry;

import io.turnpike.edge.EdgeSubject;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Doors;
import io.turnpike.forward.Traffic;
import io.turnpike.metric.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an entry-point's admin endpoint shows besides the edge. Any thread.
///
/// @param doors the listeners of the routes
/// @param others where else it listens, by name
record EntryView(Traffic traffic, Doors doors, Map<String, String> others, Admission admission)
    implements EdgeSubject.Own {
  @Override
  public Map<String, String> listeners() {
    return doors.byRoute(others);
  }

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
