package io.turnpike.cli;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ParameterException;

/// `PROGRAM check`: everything that can be seen to be wrong without starting, all at once.
final class CheckTask implements Task {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String description() {
    return "Look at settings, keys, certificates, routes and ports without starting.";
  }

  @Override
  public int run(Invocation invocation) {
    Problems problems = new Problems();
    Set<String> ignored = new LinkedHashSet<>();
    Optional<String> wrong = attempt(invocation, problems, ignored);
    while (wrong.isPresent() && ignored.add(wrong.get())) {
      wrong = attempt(invocation, problems, ignored);
    }
    for (Problems.Problem problem : problems.all()) {
      invocation.err().println(invocation.program() + ": " + LogText.oneLine(problem.cause()));
      invocation.err().println("  " + LogText.oneLine(problem.remedy()));
    }
    if (!problems.all().isEmpty()) {
      return ExitCode.USAGE.code();
    }
    invocation.out().println(invocation.program() + ": no problem found");
    return ExitCode.ENDED.code();
  }

  /// @return what is wrong, if the rest can be looked at without it
  private static Optional<String> attempt(
      Invocation invocation, Problems problems, Set<String> ignored) {
    Settings settings = new Settings(invocation.environment());
    settings.collectFileProblems();
    settings.ignore(ignored);
    ServiceCommand command = invocation.command().another();
    String line;
    try {
      Programs.commandLine(command, settings).parseArgs(invocation.args());
      if (ignored.isEmpty()) {
        settings.fileProblems().forEach(problem -> problems.add(problem.line()));
      }
      command.check(problems);
      return Optional.empty();
    } catch (ParameterException e) {
      line = new ParameterErrors(settings).lineOf(e, invocation.args());
    } catch (UserError e) {
      line = settings.located(e.line());
    }
    if (ignored.isEmpty() && problems.all().isEmpty()) {
      settings.fileProblems().forEach(problem -> problems.add(problem.line()));
    }
    if (!isConsequence(line, ignored)) {
      problems.add(line);
    }
    return settings.culprit(line);
  }

  /// Whether an option is only missing because what was wrong with it was passed over.
  private static boolean isConsequence(String line, Set<String> ignored) {
    String option = line.substring(0, Math.max(0, line.indexOf(": ")));
    String element =
        option.isEmpty()
            ? "?"
            : ": " + SettingNames.camelCase(option.replaceFirst("^--", "")) + "[";
    return ignored.contains(option) || ignored.stream().anyMatch(each -> each.contains(element));
  }
}
