package io.turnpike.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a program needs at each start and takes long, begun while its command line is read: native
/// libraries that are loaded, tables that a cipher computes once. Each piece has a thread of its
/// own, that ends with it.
///
/// It only saves time. A piece that fails says nothing: whoever needs it comes to the same failure,
/// and says it where it belongs. The command is not called before all pieces have ended, so that
/// two threads never initialise classes that need each other.
final class HeadStart {
  private final List<Thread> threads = new ArrayList<>();

  private HeadStart() {}

  /// Nothing is begun.
  static HeadStart none() {
    return new HeadStart();
  }

  /// Begins, unless the first argument asks for something else than to run: `version`, `check`.
  static HeadStart begin(String[] args, Runnable... pieces) {
    HeadStart begun = new HeadStart();
    if (Arrays.stream(args).limit(1).allMatch(first -> first.startsWith("-"))) {
      // First, and on this thread: what is logged while it comes up on another is held back, with
      // a warning of its own.
      Logger log = LoggerFactory.getLogger(HeadStart.class);
      for (Runnable piece : pieces) {
        begun.threads.add(
            Thread.ofPlatform().daemon().name("head-start").start(() -> run(piece, log)));
      }
    }
    return begun;
  }

  private static void run(Runnable piece, Logger log) {
    try {
      piece.run();
    } catch (RuntimeException | LinkageError e) {
      log.debug("a head start failed", e);
    }
  }

  /// Waits until all pieces have ended.
  void await() {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
