package io.turnpike.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program in a process of its own, on this test's class path, so that it can be killed. What it
/// logs is kept. Closing kills it.
public final class Program implements AutoCloseable {
  private final Process process;
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Program(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::readLog);
  }

  /// @param main the command's class
  public static Program start(Class<?> main, String... arguments) throws IOException {
    return startAs(command(main, arguments).toArray(String[]::new));
  }

  /// In a network namespace.
  static Program startIn(String namespace, Class<?> main, String... arguments) throws IOException {
    return startAs(Namespaces.in(namespace, command(main, arguments).toArray(String[]::new)));
  }

  /// Any other.
  static Program startAs(String... command) throws IOException {
    return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// What starts it, without starting it.
  static List<String> command(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private void readLog() {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(log::add);
    } catch (IOException | UncheckedIOException e) {
      // ended
    }
  }

  /// Waits for a line in which `regex` is found.
  ///
  /// @return its first group, or what was found when it has none
  public String await(String regex) {
    Pattern pattern = Pattern.compile(regex);
    Await.until(
        () -> "no line with \"" + regex + "\" in\n" + String.join("\n", log),
        () -> log.stream().anyMatch(line -> pattern.matcher(line).find()) || !process.isAlive());
    for (String line : log) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      }
    }
    throw new AssertionError("ended without \"" + regex + "\":\n" + String.join("\n", log));
  }

  public long pid() {
    return process.pid();
  }

  /// SIGTERM.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Waits for its end; the exit code.
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs:\n" + String.join("\n", log));
    }
    return process.exitValue();
  }

  /// As `kill -9` does.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
