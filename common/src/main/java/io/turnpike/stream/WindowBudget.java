package io.turnpike.stream;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds what the windows of a session's streams may grow to, one by one and together, and by what
/// waits in the whole process. Safe for the session's several loops.
final class WindowBudget {
  private final StreamSettings settings;
  private final QueuedBytes queued;
  private final AtomicLong grown = new AtomicLong();

  /// @param queued of the process
  WindowBudget(StreamSettings settings, QueuedBytes queued) {
    this.settings = settings;
    this.queued = queued;
  }

  QueuedBytes queued() {
    return queued;
  }

  long initialBytes() {
    return settings.initialWindowBytes();
  }

  /// By how many bytes a window of this size may grow: its own size, or 0.
  long grow(long window) {
    if (2 * window > settings.maxWindowBytes() || !queued.isAmple()) {
      return 0;
    }
    if (grown.addAndGet(window) > settings.sessionWindowBytes()) {
      grown.addAndGet(-window);
      return 0;
    }
    return window;
  }

  /// Takes back what a window of this size had grown by.
  void release(long window) {
    grown.addAndGet(settings.initialWindowBytes() - window);
  }

  /// Bytes by which all windows have grown.
  long grownBytes() {
    return grown.get();
  }
}
