package io.turnpike.stream;

/// Counts the streams that send on a tunnel in one pass of the event loop, so that each can keep to
/// its share. Belongs to the tunnel's loop.
final class Senders {
  private int pass;
  private int now;
  private int before;

  /// The number of the pass, so far as the tunnel has something to flush.
  int pass() {
    return pass;
  }

  /// One more stream sends in this pass.
  void count() {
    now++;
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
