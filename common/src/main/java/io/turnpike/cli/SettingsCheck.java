package io.turnpike.cli;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Finds everything that is wrong with a program's settings, all at once: what cannot be read is
/// passed over, so that the rest can be looked at.
public final class SettingsCheck {
  private final Invocation invocation;
  private final Task task;
  private final BiConsumer<ServiceCommand, Problems> look;
  private final Problems problems = new Problems();
  private final Set<String> ignored = new LinkedHashSet<>();

  private SettingsCheck(
      Invocation invocation, Task task, BiConsumer<ServiceCommand, Problems> look) {
    this.invocation = invocation;
    this.task = task;
    this.look = look;
  }

  /// @param task that asks; its options are read too
  /// @param look at what the settings name; may throw [UserError]
  public static Problems of(
      Invocation invocation, Task task, BiConsumer<ServiceCommand, Problems> look) {
    var check = new SettingsCheck(invocation, task, look);
    Optional<String> wrong = check.attempt();
    while (wrong.isPresent() && check.ignored.add(wrong.get())) {
      wrong = check.attempt();
    }
    return check.problems;
  }

  /// @return what is wrong, if the rest can be looked at without it
  private Optional<String> attempt() {
    Settings settings = new Settings(invocation.environment());
    settings.collectFileProblems();
    settings.ignore(ignored);
    ServiceCommand command = invocation.command().another();
    String line;
    try {
      CommandLine commandLine = Programs.commandLine(command, settings);
      Tasks.addOptions(task, commandLine.getCommandSpec());
      commandLine.parseArgs(invocation.args());
      if (ignored.isEmpty()) {
        settings.fileProblems().forEach(problem -> problems.add(problem.line()));
      }
      look.accept(command, problems);
      return Optional.empty();
    } catch (ParameterException e) {
      line = new ParameterErrors(settings).lineOf(e, invocation.args());
    } catch (UserError e) {
      line = settings.located(e.line());
    }
    if (ignored.isEmpty() && problems.all().isEmpty()) {
      settings.fileProblems().forEach(problem -> problems.add(problem.line()));
    }
    if (!isConsequence(line)) {
      problems.add(line);
    }
    return settings.culprit(line);
  }

  /// Whether an option is only missing because what was wrong with it was passed over.
  private boolean isConsequence(String line) {
    String option = line.startsWith("--") ? line.substring(0, Math.max(0, line.indexOf(": "))) : "";
    String element =
        option.isEmpty()
            ? "?"
            : ": " + SettingNames.camelCase(option.replaceFirst("^--", "")) + "[";
    return ignored.contains(option) || ignored.stream().anyMatch(each -> each.contains(element));
  }
}
