package io.turnpike.cli;

import io.turnpike.identity.KeyFileException;
import io.turnpike.net.AllocatorChoice;
import io.turnpike.net.Cidr;
import io.turnpike.net.DescriptorException;
import io.turnpike.net.DestinationPattern;
import io.turnpike.net.HostPort;
import io.turnpike.net.NoSuchTransportException;
import io.turnpike.value.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Runs a program's picocli command in the way that all of them share: settings from flags,
/// environment and file, `version`, help, one-line errors and exit codes.
public final class Programs {
  /// Subcommands that work whatever the settings are.
  private static final List<String> HELPERS = List.of("completion", "man");

  private Programs() {}

  /// For a `main`: runs the command and ends the process with its exit code.
  public static void main(Object command, String[] args) {
    main(command, args, HeadStart.none());
  }

  private static void main(Object command, String[] args, HeadStart headStart) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(run(command, args, new Surroundings(System::getenv, out, err, headStart)));
  }

  /// As [#main], for a program that runs until it is told to stop: SIGHUP, which reloads keys once
  /// it is ready, does not end it before.
  ///
  /// @param early what the command will need, done on other threads while `args` are read
  public static void service(ServiceCommand command, String[] args, Preparation... early) {
    AllocatorChoice.make(); // before anything has a buffer
    HeadStart headStart = HeadStart.begin(args, early);
    try {
      OsSignal.handle("HUP", () -> {}); // until the command installs its own
    } catch (UnsupportedOperationException e) {
      // a system without it
    }
    main(command, args, headStart);
  }

  /// Runs the command and returns its exit code.
  public static int run(Object command, String[] args, PrintWriter out, PrintWriter err) {
    return run(command, args, System::getenv, out, err);
  }

  /// As [#run(Object, String[], PrintWriter, PrintWriter)], with another environment.
  public static int run(
      Object command,
      String[] args,
      Function<String, @Nullable String> environment,
      PrintWriter out,
      PrintWriter err) {
    return run(command, args, new Surroundings(environment, out, err, HeadStart.none()));
  }

  private static int run(Object command, String[] args, Surroundings around) {
    Settings settings = new Settings(around.environment());
    boolean isService = command instanceof ServiceCommand;
    if (command instanceof ServiceCommand service && args.length > 0) {
      for (Task task : Tasks.of(service)) {
        if (task.name().equals(args[0])) {
          String[] options = Arrays.copyOfRange(args, 1, args.length);
          return Tasks.run(task, around.invocation(service, options));
        }
      }
    }
    CommandLine commandLine = commandLine(command, settings);
    if (isService && args.length > 0 && HELPERS.contains(args[0])) {
      addHelpers(commandLine, settings);
    }
    return commandLine
        .setOut(around.out())
        .setErr(around.err())
        .setParameterExceptionHandler(new ParameterErrors(settings))
        .setExecutionStrategy(parsed -> execute(parsed, around.headStart()))
        .setExecutionExceptionHandler(Programs::handle)
        .execute(args);
  }

  /// Where a command runs.
  private record Surroundings(
      Function<String, @Nullable String> environment,
      PrintWriter out,
      PrintWriter err,
      HeadStart headStart) {
    Invocation invocation(ServiceCommand command, String[] args) {
      return new Invocation(command, args, environment, out, err);
    }
  }

  /// Fills in the command's options as [#run] would, and does not run it.
  ///
  /// @throws CommandLine.ParameterException when a setting cannot be read
  public static void parse(
      Object command, Function<String, @Nullable String> environment, String... args) {
    commandLine(command, new Settings(environment)).parseArgs(args);
  }

  static String nameOf(Object command) {
    return CommandSpec.forAnnotatedObject(command).name();
  }

  static CommandLine commandLine(Object command, Settings settings) {
    CommandLine commandLine = new CommandLine(command);
    addVersion(commandLine, settings);
    if (!(command instanceof ServiceCommand)) {
      addHelpers(commandLine, settings);
    }
    registerConverters(commandLine);
    return commandLine
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setDefaultValueProvider(settings);
  }

  private static void addVersion(CommandLine commandLine, Settings settings) {
    CommandLine version = new CommandLine(new VersionCommand());
    commandLine.addSubcommand(version);
    if (commandLine.getCommandSpec().findOption(AdminOptions.ADMIN) != null) {
      commandLine.addSubcommand(new CommandLine(new StatusCommand()));
    }
    commandLine
        .getCommandSpec()
        .preprocessor((args, spec, arg, info) -> {
          settings.activate();
          return false;
        });
    ignoreSettings(version, settings);
    setVersionProvider(commandLine, version.getCommand());
  }

  /// Adds what every program has besides. For a service only where it is wanted: the name of a
  /// subcommand cannot be the value of an option, and a group may be called `man`.
  static void addHelpers(CommandLine commandLine, Settings settings) {
    for (Object helper : List.of(new CompletionCommand(), new ManCommand())) {
      CommandLine added = new CommandLine(helper);
      commandLine.addSubcommand(added);
      ignoreSettings(added, settings);
    }
    if (commandLine.getCommand() instanceof ServiceCommand service) {
      Tasks.list(service, commandLine);
    }
  }

  private static void ignoreSettings(CommandLine command, Settings settings) {
    command
        .getCommandSpec()
        .preprocessor((args, spec, arg, info) -> {
          settings.deactivate();
          return false;
        });
  }

  private static void setVersionProvider(CommandLine commandLine, VersionCommand version) {
    commandLine.getCommandSpec().versionProvider(version);
    commandLine.getSubcommands().values().forEach(sub -> setVersionProvider(sub, version));
  }

  private static void registerConverters(CommandLine commandLine) {
    commandLine
        .registerConverter(HostPort.class, HostPort::parse)
        .registerConverter(Duration.class, Durations::parse)
        .registerConverter(DestinationPattern.class, DestinationPattern::parse)
        .registerConverter(Cidr.class, Cidr::parse)
        .registerConverter(LogLevel.class, LogLevel::parse)
        .registerConverter(LogFormat.class, LogFormat::parse)
        .registerConverter(int.class, Programs::wholeNumber);
  }

  private static Integer wholeNumber(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number)", e);
    }
  }

  private static int execute(ParseResult parsed, HeadStart headStart) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandSpec command = last.commandSpec();
    boolean help = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (help && parsed.commandSpec().userObject() instanceof ServiceCommand) {
      addHelpers(parsed.commandSpec().commandLine(), new Settings(name -> null));
    }
    if (help) {
      HelpLayout.apply(parsed.commandSpec().commandLine());
    }
    if (!help) {
      startLogging(command);
    }
    headStart.await();
    return new RunLast().execute(parsed);
  }

  /// Has the log go by the options of a command that was parsed.
  static void startLogging(CommandSpec command) {
    for (CommandSpec mixin : command.mixins().values()) {
      if (mixin.userObject() instanceof CommonOptions common) {
        Logging.start(command.root().name(), common.logLevel(), common.logFormat());
      }
    }
  }

  private static int handle(Exception error, CommandLine command, ParseResult parsed) {
    return handle(error, command);
  }

  static int handle(Exception error, CommandLine command) {
    ExitCode exitCode;
    if (error instanceof UserError user) {
      exitCode = user.exitCode();
    } else if (error instanceof KeyFileException
        || error instanceof NoSuchTransportException
        || error instanceof DescriptorException) {
      exitCode = ExitCode.USAGE;
    } else {
      LoggerFactory.getLogger(Programs.class).error("this is a fault of the program", error);
      return ExitCode.FAILED.code();
    }
    String program = command.getCommandSpec().qualifiedName(" ");
    String line = String.valueOf(error.getMessage());
    if (command.getDefaultValueProvider() instanceof Settings settings) {
      line = settings.located(line);
    }
    command.getErr().println(program + ": " + LogText.oneLine(line));
    return exitCode.code();
  }
}
