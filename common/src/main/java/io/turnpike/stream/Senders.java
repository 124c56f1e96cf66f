package io.turnpike.stream;

/// Counts the streams that send on a tunnel in one pass of the event loop, so that each can keep to
/// its share. Belongs to the tunnel's loop.
final class Senders {
  private int pass;
  private int now;
  private int before;

  /// A stream sends in this pass, and was counted last in pass `last`.
  ///
  /// @return the number of this pass
  int count(int last) {
    if (last != pass) {
      now++;
    }
    return pass;
  }

  /// The pass is flushed.
  void nextPass() {
    pass++;
    before = now;
    now = 0;
  }

  /// How many streams send in this pass or did in the last one, whichever is more; at least 1.
  int most() {
    return Math.max(1, Math.max(now, before));
  }
}
