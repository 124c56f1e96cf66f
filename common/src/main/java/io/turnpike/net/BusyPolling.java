package io.turnpike.net;

/// Whether an event loop with nothing to do looks at its sockets again for a moment before it
/// sleeps, as sockets do with `SO_BUSY_POLL`. A processor that sleeps must be woken for a message,
/// which seems to cost more than all that is then done for it (docs/benchmarks.md).
///
/// Between two looks the loop lends its processor to whoever wants it. What can be lost is bounded:
/// it looks again only when the last wait was short, so that one who types is waited for asleep;
/// for [#LIMIT] at the most; and not when that was in vain for more than a fortieth of the time,
/// because nothing came or because others kept the processor, for a slice of the scheduler, in
/// which a sleeper would have been woken.
///
/// Pure, without a clock; times are those of [System#nanoTime()]. Belongs to its event loop.
final class BusyPolling {
  /// How long it looks again, and what is a short wait, in nanoseconds.
  static final long LIMIT = 150_000;

  /// For so many times what was lost it sleeps at once.
  static final int REST = 40;

  /// What may be lost before, in nanoseconds.
  static final long TOLERATED = 20_000_000;

  private boolean wasShort;
  private long restedAt;

  BusyPolling(long now) {
    restedAt = now;
  }

  /// Whether it looks again, rather than sleep at once.
  boolean begins(long now) {
    return wasShort && restedAt - now <= TOLERATED * REST;
  }

  /// Whether it looks once more, having looked since `began` without finding anything.
  boolean goesOn(long began, long now) {
    long looked = now - began;
    if (looked < LIMIT) {
      return true;
    }
    restedAt = now + Math.max(0, restedAt - now) + looked * REST;
    return false;
  }

  /// It had something to do after so many nanoseconds, and has done it: the transport waits and
  /// handles in one, so a wait with much behind it counts as long.
  void waited(long nanos) {
    wasShort = nanos <= LIMIT;
  }
}
