package io.turnpike.bench.chain;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must be stopped and removed at the end, however the end comes: last in, first out. Safe for
/// all threads.
final class Cleanup implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /// Closes all when the JVM ends by a signal, too.
  static Cleanup atExit() {
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "cleanup"));
    return cleanup;
  }

  /// @throws Failure when the end has come already; the argument is closed then
  synchronized <T extends AutoCloseable> T add(T resource) {
    if (closed) {
      closeQuietly(resource);
      throw new Failure("interrupted");
    }
    open.push(resource);
    return resource;
  }

  /// Closes everything that was added, and refuses what comes later.
  @Override
  public synchronized void close() {
    closed = true;
    while (!open.isEmpty()) {
      closeQuietly(open.pop());
    }
  }

  synchronized void close(AutoCloseable resource) {
    open.remove(resource);
    closeQuietly(resource);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      System.err.println("bench: could not clean up: " + e);
    }
  }
}
