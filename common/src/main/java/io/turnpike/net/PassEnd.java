package io.turnpike.net;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/// What is due at the end of the pass that an event loop is in: after it has handled what was ready
/// and run its tasks, and before it looks or waits for more. Each belongs to its loop, one of
/// [Transport#newGroup].
public final class PassEnd {
  private static final FastThreadLocal<PassEnd> OF_LOOP = new FastThreadLocal<>();

  private final List<Runnable> due = new ArrayList<>();

  PassEnd() {}

  /// Runs `action` at the end of this pass, once, however often it was asked for.
  ///
  /// @return whether the caller is such a loop; else nothing is done
  public static boolean run(Runnable action) {
    PassEnd ofLoop = OF_LOOP.getIfExists();
    if (ofLoop == null) {
      return false;
    }
    if (!ofLoop.due.contains(action)) {
      ofLoop.due.add(action);
    }
    return true;
  }

  /// The calling thread is a loop from now on.
  void enter() {
    OF_LOOP.set(this);
  }

  /// The calling thread is no loop any more.
  void leave() {
    OF_LOOP.remove();
    reach();
  }

  /// A pass has ended.
  void reach() {
    while (!due.isEmpty()) {
      due.removeLast().run();
    }
  }
}
