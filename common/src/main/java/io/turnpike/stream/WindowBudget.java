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

  /// By how many bytes a window of this size may grow: its own size, or 0. The largest window is
  /// for a stream that is alone: a few that have it would leave nothing to the others.
  long grow(long window) {
    long largest = settings.maxWindowBytes();
    if (2 * window > largest || !queued.isAmple()) {
      return 0;
    }
    long most = settings.sessionWindowBytes();
    if (2 * window > largest / 2) {
      most = Math.min(most, largest);
    }
    if (grown.addAndGet(window) > most) {
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
