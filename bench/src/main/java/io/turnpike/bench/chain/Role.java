package io.turnpike.bench.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One running process of a chain, with the processes it starts itself: a meter of what they use.
final class Role implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final int LINES_KEPT = 20;

  private final RoleName name;
  private final Process process;
  private final long startedAt = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();
  private final String readyText;
  private volatile long readyAt;

  private Role(RoleName name, Process process, String readyText) {
    this.name = name;
    this.process = process;
    this.readyText = readyText;
    Thread.ofVirtual().start(this::read);
  }

  /// Starts it in its place; it is not ready yet.
  static Role start(RoleName name, Place place, List<String> command, Path directory, Ready ready)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    String text = ready instanceof Ready.Line line ? line.text() : "";
    return place.call(() -> new Role(name, builder.start(), text));
  }

  RoleName name() {
    return name;
  }

  /// Waits until it is ready, and returns how long that took.
  ///
  /// @throws Failure when it ends instead, or needs too long
  Duration awaitReady(Ready ready) throws Exception {
    while (System.nanoTime() - startedAt < PATIENCE.toNanos()) {
      boolean isReady =
          switch (ready) {
            case Ready.Line line -> readyAt != 0;
            case Ready.Port port -> port.place().call(() -> Proc.isListening(port.port()));
          };
      if (isReady) {
        long at = readyAt != 0 ? readyAt : System.nanoTime();
        return Duration.ofNanos(at - startedAt);
      }
      if (!process.isAlive()) {
        throw new Failure("the " + name + " ended with " + process.exitValue() + said());
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    throw new Failure(
        "the " + name + " did not get ready in " + PATIENCE.toSeconds() + " s" + said());
  }

  /// The CPU time used so far.
  double cpuSeconds() throws IOException {
    double sum = 0;
    for (ProcessHandle handle : all()) {
      sum += Proc.cpuSeconds(handle.pid());
    }
    return sum;
  }

  /// The proportional set size now.
  long pssKib() throws IOException {
    long sum = 0;
    for (ProcessHandle handle : all()) {
      sum += Proc.pssKib(handle.pid());
    }
    return sum;
  }

  /// How many sockets its first process has.
  long sockets() throws IOException {
    return Proc.sockets(process.pid());
  }

  /// Ends it and everything it started, by force if it must be.
  @Override
  public void close() {
    List<ProcessHandle> handles = all();
    handles.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] ends =
        handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends)
        .completeOnTimeout(null, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    handles.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  private List<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  private String said() {
    synchronized (lines) {
      return lines.isEmpty() ? "" : "; it said: " + String.join(" | ", lines);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line; (line = reader.readLine()) != null; ) {
        if (readyAt == 0 && !readyText.isEmpty() && line.contains(readyText)) {
          readyAt = System.nanoTime();
        }
        synchronized (lines) {
          lines.add(line);
          if (lines.size() > LINES_KEPT) {
            lines.remove();
          }
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add(e.toString());
      }
    }
  }
}
