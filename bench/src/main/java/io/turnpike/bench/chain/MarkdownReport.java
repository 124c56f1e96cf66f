package io.turnpike.bench.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Renders the results as a page: fills in the `${…}` of a template.
final class MarkdownReport {
  private final RunFacts facts;
  private final Results results;
  private final Results proxies;

  /// @param proxies of chains of one program
  MarkdownReport(RunFacts facts, Results results, Results proxies) {
    this.facts = facts;
    this.results = results;
    this.proxies = proxies;
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
            Map.entry("values", values(effort.rounds())),
            Map.entry("seconds", "" + effort.measure().toSeconds()),
            Map.entry("rest", "" + effort.rest().toSeconds()),
            Map.entry("growth", "" + effort.windowGrowth().toSeconds()),
            Map.entry("idle", String.format(Locale.ROOT, "%,d", effort.idleConnections())),
            Map.entry("chains", chains()),
            Map.entry("table", MarkdownTable.of(results, TurnpikeChain.NAME)),
            Map.entry("proxies", MarkdownTable.of(proxies, ProxyChain.NAME)),
            Map.entry("failures", failures()));
    String page = template;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("${" + part.getKey() + "}", part.getValue());
    }
    return page;
  }

  private static String values(int rounds) {
    return rounds == 1
        ? "of one round, not of several: read it as orientation"
        : "the median of " + rounds + " rounds; a round takes every chain once";
  }

  private String chains() {
    return facts.versions().entrySet().stream()
        .map(chain -> "- **%s**: %s".formatted(chain.getKey(), chain.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private String failures() {
    List<String> lines = new ArrayList<>(results.omissions());
    lines.addAll(proxies.omissions());
    lines.addAll(results.failures());
    lines.addAll(proxies.failures());
    return lines.isEmpty()
        ? "Nothing failed."
        : lines.stream().map(what -> "- " + what).collect(Collectors.joining("\n"));
  }
}
