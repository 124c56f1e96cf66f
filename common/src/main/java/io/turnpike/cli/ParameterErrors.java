package io.turnpike.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what picocli cannot read into one line: `program: what (expected: …); try "program
/// --help"`.
final class ParameterErrors implements IParameterExceptionHandler {
  private final Settings settings;

  ParameterErrors(Settings settings) {
    this.settings = settings;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    String program = command.getCommandSpec().qualifiedName(" ");
    String line = lineOf(error, args);
    if (!(error.getCause() instanceof UserError)) {
      line += "; try \"" + program + " --help\"";
    }
    command.getErr().println(program + ": " + LogText.oneLine(line));
    return ExitCode.USAGE.code();
  }

  /// What is wrong and what was expected.
  String lineOf(ParameterException error, String[] args) {
    return error.getCause() instanceof UserError user
        ? user.line()
        : lineOf(betterFor(error, args));
  }

  /// Picocli reports a missing option first; a misspelt one explains more.
  private static ParameterException betterFor(ParameterException error, String[] args) {
    if (!(error instanceof MissingParameterException)) {
      return error;
    }
    for (String arg : args) {
      String name = arg.split("=", 2)[0];
      if (name.startsWith("--") && !isKnown(name, error.getCommandLine())) {
        return new UnmatchedArgumentException(error.getCommandLine(), List.of(arg));
      }
    }
    return error;
  }

  private static boolean isKnown(String option, @Nullable CommandLine command) {
    return command != null
        && (command.getCommandSpec().findOption(option) != null
            || isKnown(option, command.getParent()));
  }

  private String lineOf(ParameterException error) {
    return switch (error) {
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          "missing " + names(missing.getMissing());
      case UnmatchedArgumentException unmatched -> lineOf(unmatched);
      case OverwrittenOptionException twice ->
          settings.originOf(twice.getOverwritten()) + " is given twice (expected: once)";
      default -> lineOfValue(error);
    };
  }

  private String lineOfValue(ParameterException error) {
    ArgSpec arg = error.getArgSpec();
    Throwable cause = error.getCause();
    if (arg != null
        && (cause instanceof IllegalArgumentException
            || cause instanceof TypeConversionException)) {
      return settings.originOf(arg) + ": " + cause.getMessage();
    }
    return String.valueOf(error.getMessage());
  }

  private static String lineOf(UnmatchedArgumentException error) {
    String first = error.getUnmatched().getFirst();
    CommandSpec program = error.getCommandLine().getCommandSpec();
    if (program.userObject() instanceof ServiceCommand service
        && Tasks.of(service).stream().anyMatch(task -> task.name().equals(first))) {
      return "\"%s\" is not the first word (expected: %s %s [OPTIONS])"
          .formatted(first, program.name(), first);
    }
    List<String> meant =
        error.isUnknownOption()
            ? error.getSuggestions()
            : SettingNames.nearest(first, error.getCommandLine().getSubcommands().keySet()).stream()
                .toList();
    String expected = meant.isEmpty() ? "one that --help lists" : String.join(" or ", meant);
    String kind = error.isUnknownOption() ? "option" : "argument";
    return "unknown %s \"%s\" (expected: %s)"
        .formatted(kind, error.getUnmatched().getFirst(), expected);
  }

  private static String names(List<ArgSpec> missing) {
    return missing.stream()
        .map(arg ->
            arg instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : arg.paramLabel())
        .collect(Collectors.joining(", "));
  }
}
