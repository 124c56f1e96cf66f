package io.turnpike.bench.path;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A network namespace without a name, and the thread that lives in it. It ends when its thread,
/// the processes that were started there and the devices have ended. Safe for all threads.
public final class Namespace implements AutoCloseable {
  private static final Path CONGESTION_CONTROL =
      Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  private static final Path CONGESTION_CONTROLS =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

  private final ExecutorService thread;

  private Namespace(String name) {
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("namespace-" + name).daemon().factory());
  }

  /// Why this machine cannot have one; empty when it can.
  public static Optional<String> missing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("needs Linux");
    }
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("needs root, for network namespaces");
    }
    return Optional.empty();
  }

  /// The names that this machine knows, with blanks between them.
  public static String congestionControls() {
    try (BufferedReader reader = Files.newBufferedReader(CONGESTION_CONTROLS)) {
      return reader.readLine();
    } catch (IOException e) {
      return "those of this machine";
    }
  }

  /// One with a loopback alone.
  ///
  /// @param congestionControl of its connections
  /// @throws IOException where this machine has no such, or no namespaces for us
  public static Namespace loopback(String congestionControl) throws Exception {
    Namespace namespace = create("loopback");
    try {
      namespace.ip("link set lo up");
      namespace.call(() -> Files.writeString(CONGESTION_CONTROL, congestionControl));
      return namespace;
    } catch (Exception e) {
      namespace.close();
      throw e;
    }
  }

  /// @throws IOException where this is not permitted: it needs root
  static Namespace create(String name) throws Exception {
    Namespace namespace = new Namespace(name);
    try {
      namespace.call(() -> {
        Linux.enterNewNetwork();
        return true;
      });
    } catch (Exception e) {
      namespace.close();
      throw e;
    }
    return namespace;
  }

  /// Does it in the namespace: sockets, threads and processes that it makes belong there.
  public <T> T call(Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        done.complete(action.call());
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
    });
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /// Runs a command of `ip`, such as `link set lo up`.
  void ip(String arguments) throws Exception {
    call(() -> {
      String[] command = ("ip " + arguments).split(" ");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      if (process.waitFor() != 0) {
        throw new IOException("ip " + arguments + ": " + said);
      }
      return true;
    });
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
