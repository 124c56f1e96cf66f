package io.turnpike.forward;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// Which of several loops a connection comes to live on: the one that has accepted it, so that no
/// other has to be told; but not while that has clearly more of them than the one that has least,
/// so that all share connections that stay. Any thread; without Netty.
final class Places {
  /// A loop may have so much more than another, as a part of what that has.
  private static final int SLACK_PART = 8;

  /// Counters of two loops lie so far apart that they do not share a line of the processor's cache.
  private static final int STRIDE = 16;

  private final int places;
  private final AtomicIntegerArray taken;

  Places(int places) {
    this.places = places;
    this.taken = new AtomicIntegerArray(places * STRIDE);
  }

  /// Takes a place; [#leave] gives it back.
  ///
  /// @param here the one that is asked for, or -1 for the one that is taken least
  int take(int here) {
    int least = 0;
    for (int place = 1; place < places; place++) {
      if (taken(place) < taken(least)) {
        least = place;
      }
    }
    int chosen = here >= 0 && isShared(taken(here), taken(least)) ? here : least;
    taken.incrementAndGet(chosen * STRIDE);
    return chosen;
  }

  private static boolean isShared(int mine, int least) {
    return mine <= least + least / SLACK_PART;
  }

  void leave(int place) {
    taken.decrementAndGet(place * STRIDE);
  }

  int taken(int place) {
    return taken.get(place * STRIDE);
  }

  /// Of all places.
  int taken() {
    int all = 0;
    for (int place = 0; place < places; place++) {
      all += taken(place);
    }
    return all;
  }
}
