package io.turnpike.bench.chain;

import io.turnpike.bench.scaling.Panel;
import io.turnpike.bench.scaling.SvgPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Renders what [Scaling] measured: the page, and a plot for the relay and one for the edges.
record ScalingReport(
    RunFacts facts, List<Scaling.Point> tunnels, List<Scaling.Point> streams, Results results) {
  String page(String template, String limit) {
    return template
        .replace("${machine}", facts.machine().toString())
        .replace("${commit}", facts.commit())
        .replace("${date}", facts.date())
        .replace("${command}", facts.command())
        .replace("${limit}", limit)
        .replace("${seconds}", "" + facts.effort().measure().toSeconds())
        .replace("${rate}", "%,d".formatted(SteadyLoad.MESSAGES_PER_SECOND))
        .replace("${bytes}", "%,d".formatted(SteadyLoad.MESSAGE_BYTES))
        .replace("${tunnels}", table("tunnels", tunnels))
        .replace("${streams}", table("streams", streams))
        .replace("${failures}", failures());
  }

  String relayPlot() {
    return SvgPlot.render("The relay", "tunnels", panels(tunnels, List.of(RoleName.RELAY)));
  }

  String edgesPlot() {
    return SvgPlot.render(
        "The edges", "streams", panels(streams, List.of(RoleName.ENTRY, RoleName.REVERSE)));
  }

  private static List<Panel> panels(List<Scaling.Point> points, List<RoleName> roles) {
    return List.of(
        panel("CPU, % of a processor", points, roles, point -> point.cpuPercent()::get),
        panel("PSS, MiB", points, roles, point -> point.pssMib()::get));
  }

  private static Panel panel(
      String title,
      List<Scaling.Point> points,
      List<RoleName> roles,
      Function<Scaling.Point, Function<RoleName, Double>> value) {
    List<Panel.Line> lines = new ArrayList<>();
    for (RoleName role : roles) {
      lines.add(
          new Panel.Line(
              role.toString(),
              points.stream()
                  .map(point -> new Panel.Dot(point.count(), value.apply(point).apply(role)))
                  .toList()));
    }
    return new Panel(title, lines);
  }

  private static String table(String what, List<Scaling.Point> points) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| "
            + what
            + " | relay, CPU % | PSS MiB | entry-point, CPU % | PSS MiB | reverse-proxy, CPU % | PSS MiB |");
    rows.add("|---:|---:|---:|---:|---:|---:|---:|");
    for (Scaling.Point point : points) {
      String cells =
          Stream.of(RoleName.RELAY, RoleName.ENTRY, RoleName.REVERSE)
              .map(role ->
                  String.format(
                      Locale.ROOT,
                      "%.1f | %.0f",
                      point.cpuPercent().get(role),
                      point.pssMib().get(role)))
              .collect(Collectors.joining(" | "));
      rows.add("| %,d | %s |".formatted(point.count(), cells));
    }
    return String.join("\n", rows);
  }

  private String failures() {
    return results.failures().isEmpty()
        ? "Nothing failed."
        : results.failures().stream().map(what -> "- " + what).collect(Collectors.joining("\n"));
  }
}
