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

  @Option(names = "--quick", description = "One short round of few chains.")
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
      names = "--template",
      required = true,
      paramLabel = "FILE",
      description = "The page to fill in.")
  private Path template;

  @Option(
      names = "--markdown",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the page.")
  private Path markdown;

  @Option(
      names = "--json",
      required = true,
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
    Effort effort = effort();
    Results results = new Results();
    List<Chain> chosen = new Chains(executables.toAbsolutePath()).choose(chains, quick, results);
    results.omissions().forEach(what -> System.err.println("bench: without " + what));
    try (Cleanup cleanup = Cleanup.atExit()) {
      Measuring measuring = new Measuring(executables.toAbsolutePath(), cleanup, effort, results);
      measuring.local(chosen, works(Work.LOCAL));
      measuring.longPath(chosen, works(Work.LONG_PATH));
    }
    write(effort, chosen, results);
    return results.failures().isEmpty() ? 0 : 1;
  }

  private Effort effort() {
    Effort effort = trial ? Effort.TRIAL : quick ? Effort.QUICK : Effort.FULL;
    return rounds > 0 ? effort.withRounds(rounds) : effort;
  }

  private List<Work> works(List<Work> all) {
    return works.isEmpty()
        ? all
        : all.stream().filter(work -> works.contains(work.name())).toList();
  }

  private void write(Effort effort, List<Chain> chosen, Results results) throws Exception {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Chain chain : chosen) {
      versions.put(chain.name(), chain.version().orElse("unknown"));
    }
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    RunFacts facts = new RunFacts(Machine.here(), commit, date, command, effort, versions);
    MarkdownReport report = new MarkdownReport(facts, results);
    for (Path file : List.of(markdown, json)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Files.writeString(markdown, report.render(Files.readString(template)));
    Files.writeString(json, JsonReport.render(facts, results));
    System.out.println(report.table());
    System.out.println("\nbench: wrote " + markdown + " and " + json);
  }
}
