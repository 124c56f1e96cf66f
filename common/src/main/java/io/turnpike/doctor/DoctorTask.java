package io.turnpike.doctor;

import io.turnpike.admin.Json;
import io.turnpike.cli.Invocation;
import io.turnpike.cli.JsonOption;
import io.turnpike.cli.LogLevel;
import io.turnpike.cli.LogText;
import io.turnpike.cli.Problems;
import io.turnpike.cli.ServiceCommand;
import io.turnpike.cli.SettingsCheck;
import io.turnpike.cli.Task;
import io.turnpike.edge.EdgeChecks;
import io.turnpike.edge.EdgeTrial;
import io.turnpike.frame.Role;
import io.turnpike.identity.KeyFileException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// `entry-point doctor`: a line for each step as it comes, and the remedy in the next where one is
/// needed; or all of it as JSON.
public final class DoctorTask implements Task {
  private final Function<ServiceCommand, Examined> examined;
  private final Clock clock;

  /// @param examined what the command is told; may throw [io.turnpike.cli.UserError]
  public DoctorTask(Function<ServiceCommand, Examined> examined) {
    this(examined, Clock.systemUTC());
  }

  /// @param clock of this host
  public DoctorTask(Function<ServiceCommand, Examined> examined, Clock clock) {
    this.examined = examined;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String description() {
    return "Try the way to the relay, the reverse-proxy and the destinations once; say what is"
        + " wrong.";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(new JsonOption());
  }

  @Override
  public Map<String, String> exitCodes() {
    return Exit.all();
  }

  /// What [Json] writes.
  private record Written(boolean well, int exitCode, Instant time, List<Line> steps) {}

  private record Line(
      String relay, String step, String what, String state, String seen, String remedy) {
    static Line of(Row row) {
      return new Line(
          row.relay(), row.step().word(), row.what(), row.state().word(), row.seen(), row.remedy());
    }
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    PrintWriter out = invocation.out();
    boolean json = Arrays.asList(invocation.args()).contains("--json");
    Report report = new Report(json ? row -> {} : new Printed(out));
    examine(invocation, report);
    if (json) {
      var steps = report.rows().stream().map(Line::of).toList();
      var exit = report.exit();
      var written = new Written(exit == Exit.WELL, exit.code(), clock.instant(), steps);
      out.println(new String(Json.write(written), StandardCharsets.UTF_8));
    } else {
      out.println(report.exit() == Exit.WELL ? "all is well" : "not well: " + meaning(report));
    }
    out.flush();
    return report.exit().code();
  }

  private static String meaning(Report report) {
    String code = String.valueOf(report.exit().code());
    return Exit.all().get(code) + " (exit code " + code + ")";
  }

  private void examine(Invocation invocation, Report report) throws InterruptedException {
    Report.Section section = report.new Section("");
    Problems problems =
        SettingsCheck.of(
            invocation,
            this,
            (command, found) ->
                EdgeChecks.checkFiles(found, Role.ENTRY, examined.apply(command).edge()));
    if (!problems.all().isEmpty()) {
      notEven(problems.all(), section);
      return;
    }
    invocation.begin(this, LogLevel.WARN);
    Examined patient = examined.apply(invocation.command());
    try (var edge = new EdgeTrial(Role.ENTRY, patient.edge(), clock)) {
      section.ok(
          Step.OPTIONS,
          "identity %s, group %s, %s"
              .formatted(edge.identity(), patient.edge().group(), routes(patient.routes().size())));
      new Doctor(patient, edge, clock, report).look();
    } catch (KeyFileException e) {
      problems.add(String.valueOf(e.getMessage()));
      notEven(problems.all(), section);
    }
  }

  private static String routes(int count) {
    return count == 1 ? "1 route" : count + " routes";
  }

  private static void notEven(List<Problems.Problem> all, Report.Section section) {
    for (Problems.Problem problem : all) {
      section.failed(Step.OPTIONS, problem.cause(), problem.remedy());
    }
    section.notTriedBehind(Step.OPTIONS, Step.ROUTE);
  }

  /// Each row as it comes; a relay's behind its name.
  private static final class Printed implements Consumer<Row> {
    private final PrintWriter out;
    private String relay = "";

    Printed(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void accept(Row row) {
      if (!row.relay().equals(relay) && !row.relay().isEmpty()) {
        out.println("relay " + LogText.oneLine(row.relay()));
      }
      relay = row.relay();
      String what = row.step().word() + (row.what().isEmpty() ? "" : " " + row.what());
      String line = "%-9s  %-12s  %s".formatted(row.state().word(), what, row.seen());
      out.println(LogText.oneLine(line.stripTrailing()));
      if (!row.remedy().isEmpty()) {
        out.println("  " + LogText.oneLine(row.remedy()));
      }
      out.flush();
    }
  }
}
