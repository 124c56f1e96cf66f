package io.turnpike.cli;

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
    Problems problems = SettingsCheck.of(invocation, this, ServiceCommand::check);
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
}
