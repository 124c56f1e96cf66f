package io.turnpike.doctor;

import io.turnpike.frame.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Who serves a group, as the relay says.
record Servers(String group, Frame.Presence presence) {
  /// @param section told that they are there, and of names that more than one of them has
  void report(Report.Section section) {
    List<String> twice = twice();
    if (twice.isEmpty()) {
      section.ok(Step.GROUP, "reverse-proxies of group %s: %s".formatted(group, shown()));
    } else {
      section.warning(
          Step.GROUP,
          "",
          "%d reverse-proxies of group %s, more than one of them is called \"%s\""
              .formatted(presence.serving(), group, twice.getFirst()),
          "stop the one that should not run, or give each a --name and a bundle of its own: they"
              + " share the connections");
    }
  }

  private String shown() {
    String names =
        presence.some().stream()
            .map(each -> each.name().isEmpty() ? "one without a name" : each.name())
            .collect(Collectors.joining(", "));
    return presence.serving() + " (" + names + ")";
  }

  private List<String> twice() {
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    for (Frame.Server each : presence.some()) {
      if (!each.name().isEmpty() && !seen.add(each.name())) {
        twice.add(each.name());
      }
    }
    return twice;
  }
}
