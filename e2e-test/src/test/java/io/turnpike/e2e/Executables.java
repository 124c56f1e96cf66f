package io.turnpike.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The built executables, run in one directory as a user would; what each writes goes to a file
/// there.
public final class Executables implements AutoCloseable {
  private final Path programs;
  private final Path directory;
  private final List<Process> running = new ArrayList<>();
  private int started;

  /// Skips the test where `make build` has put nothing (`make test` says where they are).
  public Executables(Path directory) {
    String folder = System.getProperty("turnpike.executables", "");
    assumeTrue(
        !folder.isEmpty() && Files.isExecutable(Path.of(folder, "relay-server")),
        "no executables (expected: -Dturnpike.executables=build/<os>/<arch>)");
    this.programs = Path.of(folder).toAbsolutePath();
    this.directory = directory;
  }

  /// A program that was started.
  public record Running(Process process, Path output) {
    public String text() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /// Waits for `regex` in what it wrote; the first group.
    public String await(String regex) {
      Pattern pattern = Pattern.compile(regex);
      Await.until(() -> "no \"" + regex + "\" in\n" + text(), () -> pattern.matcher(text()).find());
      Matcher matcher = pattern.matcher(text());
      return matcher.find() && matcher.groupCount() > 0 ? matcher.group(1) : "";
    }

    /// Waits for its end; the exit code.
    public int awaitExit() throws InterruptedException {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("still runs:\n" + text());
      }
      return process.exitValue();
    }

    /// As `kill -9` does, and waits.
    public void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  public Running start(String program, String... arguments) throws IOException {
    return start(List.of(), program, arguments);
  }

  /// A program that may have so many files and sockets open.
  public Running startWithFiles(int files, String program, String... arguments) throws IOException {
    List<String> shell = List.of("/bin/sh", "-c", "ulimit -n " + files + "; exec \"$0\" \"$@\"");
    return start(shell, program, arguments);
  }

  /// A program with more variables, each `NAME=value`.
  public Running startWithEnvironment(List<String> variables, String program, String... arguments)
      throws IOException {
    List<String> env = new ArrayList<>(List.of("env"));
    env.addAll(variables);
    return start(env, program, arguments);
  }

  /// A program in a network namespace.
  public Running startIn(String namespace, String program, String... arguments) throws IOException {
    return start(List.of("ip", "netns", "exec", namespace), program, arguments);
  }

  /// A program on a terminal of its own. Skips the test where nothing can make one.
  Running startOnTerminal(String program, String... arguments) throws IOException {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(script), "script, of util-linux, is not installed");
    String command = programs.resolve(program) + " " + String.join(" ", arguments);
    return started(List.of(script.toString(), "-qec", command, "/dev/null"), program);
  }

  private Running start(List<String> with, String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(with);
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    return started(command, program);
  }

  private Running started(List<String> command, String program) throws IOException {
    Path output = directory.resolve(program + "-" + started++ + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    running.add(process);
    return new Running(process, output);
  }

  /// Runs to its end; what it wrote.
  public String run(int exitCode, String program, String... arguments) throws Exception {
    Running run = start(program, arguments);
    int code = run.awaitExit();
    if (code != exitCode) {
      throw new AssertionError("exit " + code + " (expected: " + exitCode + ")\n" + run.text());
    }
    return run.text();
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : running) {
      process.destroyForcibly().waitFor();
    }
  }
}
