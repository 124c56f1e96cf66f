package io.turnpike.bench.chain;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.turnpike.cli.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// The command line of the harness; `scripts/bench` builds and runs it.
@CommandLine.Command(
    name = "bench",
    description = "Measures whole chains: source, three programs, destination.")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--executables",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where the built programs are.")
  private Path executables;

  @Option(
      names = "--quick",
      description = "One short round of ours and HAProxy, without the works that take longest.")
  private boolean quick;

  @Option(
      names = "--trial",
      description = "One round of a second each: shows that it works, measures nothing.")
  private boolean trial;

  @Option(names = "--chains", split = ",", paramLabel = "NAME", description = "Only these chains.")
  private List<String> chains = List.of();

  @Option(names = "--works", split = ",", paramLabel = "NAME", description = "Only these works.")
  private List<String> works = List.of();

  @Option(names = "--rounds", paramLabel = "COUNT", description = "So many rounds.")
  private int rounds;

  @Option(
      names = "--scaling",
      description = "How our programs' cost grows, instead: a page and two plots beside it.")
  private boolean scaling;

  @Option(
      names = "--template",
      required = true,
      paramLabel = "FILE",
      description = "The page to fill in.")
  private Path template;

  @Option(
      names = "--congestion-control",
      defaultValue = "cubic",
      paramLabel = "NAME",
      description =
          "Of all connections on loopback (default: ${DEFAULT-VALUE}, as in most systems).")
  private String congestionControl;

  @Option(
      names = "--markdown",
      defaultValue = "build/bench/bench.md",
      paramLabel = "FILE",
      description = "Where to write the page.")
  private Path markdown;

  @Option(
      names = "--json",
      defaultValue = "build/bench/bench.json",
      paramLabel = "FILE",
      description = "Where to write the values of all rounds.")
  private Path json;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      defaultValue = "unknown",
      description = "What was built.")
  private String commit;

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      defaultValue = "make bench",
      description = "What the user typed, for the page.")
  private String command;

  public static void main(String[] args) {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    Programs.main(new BenchCommand(), args);
  }

  @Override
  public Integer call() throws Exception {
    try {
      return measure();
    } catch (Failure e) {
      System.err.println("bench: " + e.getMessage());
      return 1;
    }
  }

  private int measure() throws Exception {
    Effort effort = effort();
    if (scaling) {
      return scale(effort);
    }
    Path programs = executables.toAbsolutePath();
    Chains whole = Chains.whole(programs);
    Chains alone = Chains.proxies(programs);
    Chains.requireKnown(chains, whole, alone);
    Works.requireKnown(works);
    Results results = new Results();
    Results proxies = new Results();
    List<Chain> chosen = whole.choose(chains, quick, results);
    List<Chain> single = alone.choose(chains, quick, proxies);
    try (Cleanup cleanup = Cleanup.atExit()) {
      Measuring measuring = new Measuring(programs, cleanup, effort, results);
      measuring.local(chosen, Works.choose(works, quick, Works.LOCAL), congestionControl);
      measuring.longPath(chosen, Works.choose(works, quick, Works.LONG_PATH));
      new Measuring(programs, cleanup, effort, proxies)
          .local(single, Works.choose(works, quick, Works.LOCAL), congestionControl);
    }
    List<Chain> all = Stream.concat(chosen.stream(), single.stream()).toList();
    write(facts(effort, all), results, proxies);
    return results.failures().isEmpty() && proxies.failures().isEmpty() ? 0 : 1;
  }

  private int scale(Effort effort) throws Exception {
    Results results = new Results();
    try (Cleanup cleanup = Cleanup.atExit()) {
      Scaling run = new Scaling(executables.toAbsolutePath(), cleanup, effort, results);
      ScalingReport report =
          new ScalingReport(facts(effort, List.of()), run.tunnels(), run.streams(), results);
      Path target = markdown.toAbsolutePath();
      Files.createDirectories(target.getParent());
      String text = Files.readString(template.resolveSibling("scaling.template.md"));
      Files.writeString(markdown, report.page(text, "%,d".formatted(Machine.openFiles())));
      Files.writeString(target.resolveSibling("scaling-relay.svg"), report.relayPlot());
      Files.writeString(target.resolveSibling("scaling-edges.svg"), report.edgesPlot());
      System.out.println("bench: wrote " + markdown + " and its plots");
    }
    return results.failures().isEmpty() ? 0 : 1;
  }

  private Effort effort() {
    Effort effort = trial ? Effort.TRIAL : quick ? Effort.QUICK : Effort.FULL;
    return rounds > 0 ? effort.withRounds(rounds) : effort;
  }

  private RunFacts facts(Effort effort, List<Chain> chosen) throws Exception {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Chain chain : chosen) {
      versions.put(chain.name(), chain.version().orElse("unknown"));
    }
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    return new RunFacts(Machine.here(), commit, date, command, effort, versions);
  }

  private void write(RunFacts facts, Results results, Results proxies) throws Exception {
    MarkdownReport report = new MarkdownReport(facts, results, proxies);
    for (Path file : List.of(markdown, json)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Files.writeString(markdown, report.render(Files.readString(template)));
    Files.writeString(json, JsonReport.render(facts, results, proxies));
    System.out.println(MarkdownTable.of(results, TurnpikeChain.NAME));
    if (!proxies.chains().isEmpty()) {
      System.out.println("\n" + MarkdownTable.of(proxies, ProxyChain.NAME));
    }
    System.out.println("\nbench: wrote " + markdown + " and " + json);
  }
}
