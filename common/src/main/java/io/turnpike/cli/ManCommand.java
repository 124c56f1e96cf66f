package io.turnpike.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `man` of every program; [Programs] adds it. The build calls it with a directory.
@Command(
    name = "man",
    helpCommand = true, // so the program's required options need not be there
    description = "Print the manual page; read it with: man -l FILE.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ManCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Write the page and the completions of all shells below it, as in /usr.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec program = spec.root();
    if (directory == null) {
      spec.commandLine().getOut().print(ManPage.of(program));
      spec.commandLine().getOut().flush();
      return ExitCode.ENDED.code();
    }
    Path share = directory.resolve("share");
    String name = program.name();
    write(share.resolve("man/man1/" + name + ".1"), ManPage.of(program));
    write(
        share.resolve("bash-completion/completions/" + name),
        CompletionCommand.of(program, "bash"));
    write(
        share.resolve("fish/vendor_completions.d/" + name + ".fish"),
        CompletionCommand.of(program, "fish"));
    return ExitCode.ENDED.code();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw UserError.failed("man: " + file + " cannot be written: " + e.getMessage());
    }
  }
}
