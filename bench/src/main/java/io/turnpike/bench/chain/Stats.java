package io.turnpike.bench.chain;

import java.util.Arrays;
import java.util.Collection;

/// The arithmetic of the harness.
final class Stats {
  private Stats() {}

  /// The middle value, or the mean of the two in the middle.
  ///
  /// @throws IllegalArgumentException when there is none
  static double median(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values (expected: at least one)");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The smallest value that at least `percent` of all values do not exceed (nearest rank).
  static long percentile(long[] values, double percent) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values (expected: at least one)");
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }

  /// Jain's fairness index: 1 when all shares are equal, 1/n when one has everything.
  static double jain(Collection<Long> shares) {
    double sum = 0;
    double squares = 0;
    for (long share : shares) {
      sum += share;
      squares += (double) share * share;
    }
    return squares == 0 ? 0 : sum * sum / (shares.size() * squares);
  }
}
