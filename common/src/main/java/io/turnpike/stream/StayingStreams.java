package io.turnpike.stream;

/// Tells streams that stay from the many that come and go: those that are there at two looks in a
/// row. Belongs to the tunnel's loop, but for [#any].
final class StayingStreams {
  private int newestAtLastLook;
  private volatile boolean any;

  /// @param numbers of the streams that are open; numbers only ever rise
  void look(Iterable<Integer> numbers) {
    int newest = 0;
    boolean stays = false;
    for (int number : numbers) {
      newest = Math.max(newest, number);
      stays |= number <= newestAtLastLook;
    }
    newestAtLastLook = newest;
    any = stays;
  }

  /// Whether there was one at the last look. Any thread.
  boolean any() {
    return any;
  }
}
