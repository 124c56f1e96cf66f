package io.turnpike.entry;

/// Times that were measured, as counts: 64 steps for each power of two, so that a percentile is at
/// most 1/64 too high, however many there are. Not for several threads.
final class Latencies {
  private static final int STEP_BITS = 6;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts = new long[(Long.SIZE - STEP_BITS + 1) * STEPS];
  private long count;

  /// @param nanos at least 0
  void add(long nanos) {
    counts[indexOf(nanos)]++;
    count++;
  }

  long count() {
    return count;
  }

  /// The time that `percent` of them do not exceed, in nanoseconds; 0 when there are none.
  ///
  /// @param percent 0 to 100
  long percentile(double percent) {
    long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return highestOf(i);
      }
    }
    return 0;
  }

  /// Below 128 each number has its own.
  private static int indexOf(long nanos) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - STEP_BITS - 1);
    return (int) (nanos >>> shift) + shift * STEPS;
  }

  private static long highestOf(int index) {
    int shift = Math.max(0, index / STEPS - 1);
    long step = index - (long) shift * STEPS;
    return ((step + 1) << shift) - 1;
  }
}
