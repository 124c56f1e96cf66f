package io.turnpike.bench.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Results as a table in Markdown: a row for each figure that was measured, a column for each
/// chain.
final class MarkdownTable {
  private MarkdownTable() {}

  /// @param ours the chain that the others are compared with
  static String of(Results results, String ours) {
    List<String> rows = new ArrayList<>();
    boolean goals = ours.equals(TurnpikeChain.NAME);
    rows.add(row("work", "unit", results.chains(), goals ? "to reach" : ""));
    rows.add("|---|---|" + "---:|".repeat(results.chains().size() + 1));
    for (Figure figure : Figure.values()) {
      if (results.has(figure)) {
        List<String> cells =
            results.chains().stream().map(chain -> cell(results, chain, ours, figure)).toList();
        rows.add(row(figure.label(), figure.unit(), cells, goals ? figure.goal().orElse("") : ""));
      }
    }
    return String.join("\n", rows);
  }

  private static String row(String first, String unit, List<String> cells, String last) {
    return "| %s | %s | %s | %s |".formatted(first, unit, String.join(" | ", cells), last);
  }

  /// The median, and how many times ours it is.
  private static String cell(Results results, String chain, String ours, Figure figure) {
    OptionalDouble median = results.median(chain, figure);
    if (median.isEmpty()) {
      return "–";
    }
    String value = figure.format(median.getAsDouble());
    OptionalDouble one = results.median(ours, figure);
    if (chain.equals(ours)) {
      return "**" + value + "**";
    }
    return one.isEmpty() || one.getAsDouble() == 0 || !figure.hasRatio()
        ? value
        : String.format(Locale.ROOT, "%s (×%.2f)", value, median.getAsDouble() / one.getAsDouble());
  }
}
