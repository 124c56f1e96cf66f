package io.turnpike.bench.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Renders the results as a page: fills in the `${…}` of a template.
final class MarkdownReport {
  private final RunFacts facts;
  private final Results results;

  MarkdownReport(RunFacts facts, Results results) {
    this.facts = facts;
    this.results = results;
  }

  String render(String template) {
    Effort effort = facts.effort();
    Map<String, String> parts =
        Map.ofEntries(
            Map.entry("machine", facts.machine().toString()),
            Map.entry("tcp", facts.machine().tcp()),
            Map.entry("commit", facts.commit()),
            Map.entry("date", facts.date()),
            Map.entry("command", facts.command()),
            Map.entry("rounds", "" + effort.rounds()),
            Map.entry("seconds", "" + effort.measure().toSeconds()),
            Map.entry("growth", "" + effort.windowGrowth().toSeconds()),
            Map.entry("idle", String.format(Locale.ROOT, "%,d", effort.idleConnections())),
            Map.entry("chains", chains()),
            Map.entry("table", table()),
            Map.entry("failures", failures()));
    String page = template;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("${" + part.getKey() + "}", part.getValue());
    }
    return page;
  }

  /// A row for each figure that was measured, a column for each chain.
  String table() {
    List<String> rows = new ArrayList<>();
    rows.add(row("work", "unit", results.chains(), "to reach"));
    rows.add("|---|---|" + "---:|".repeat(results.chains().size() + 1));
    for (Figure figure : Figure.values()) {
      if (results.has(figure)) {
        List<String> cells = results.chains().stream().map(chain -> cell(chain, figure)).toList();
        rows.add(row(figure.label(), figure.unit(), cells, figure.goal().orElse("")));
      }
    }
    return String.join("\n", rows);
  }

  private static String row(String first, String unit, List<String> cells, String last) {
    return "| %s | %s | %s | %s |".formatted(first, unit, String.join(" | ", cells), last);
  }

  /// The median, and how many times ours it is.
  private String cell(String chain, Figure figure) {
    OptionalDouble median = results.median(chain, figure);
    if (median.isEmpty()) {
      return "–";
    }
    String value = figure.format(median.getAsDouble());
    OptionalDouble ours = results.median(TurnpikeChain.NAME, figure);
    if (chain.equals(TurnpikeChain.NAME)) {
      return "**" + value + "**";
    }
    return ours.isEmpty() || ours.getAsDouble() == 0 || !figure.hasRatio()
        ? value
        : String.format(
            Locale.ROOT, "%s (×%.2f)", value, median.getAsDouble() / ours.getAsDouble());
  }

  private String chains() {
    return facts.versions().entrySet().stream()
        .map(chain -> "- **%s**: %s".formatted(chain.getKey(), chain.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private String failures() {
    List<String> lines = new ArrayList<>(results.omissions());
    lines.addAll(results.failures());
    return lines.isEmpty()
        ? "Nothing failed."
        : lines.stream().map(what -> "- " + what).collect(Collectors.joining("\n"));
  }
}
