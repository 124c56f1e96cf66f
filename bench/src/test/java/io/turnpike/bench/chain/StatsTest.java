package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatsTest {
  @Test
  void theMedianIsInTheMiddleWhateverTheOrder() {
    assertEquals(2, Stats.median(List.of(9.0, 1.0, 2.0)));
    assertEquals(2.5, Stats.median(List.of(9.0, 1.0, 2.0, 3.0)));
    assertEquals(7, Stats.median(List.of(7.0)));
    assertThrows(IllegalArgumentException.class, () -> Stats.median(List.of()));
  }

  @Test
  void aPercentileIsTheNearestRank() {
    long[] hundred = LongStream.rangeClosed(1, 100).map(value -> 101 - value).toArray();

    assertEquals(50, Stats.percentile(hundred, 50));
    assertEquals(99, Stats.percentile(hundred, 99));
    assertEquals(100, Stats.percentile(hundred, 99.1));
    assertEquals(100, Stats.percentile(hundred, 100));
    assertEquals(1, Stats.percentile(hundred, 0));
    assertEquals(5, Stats.percentile(new long[] {5}, 99));
  }

  @Test
  void jainIsOneForEqualSharesAndOneNthWhenOneHasAll() {
    assertEquals(1, Stats.jain(List.of(7L, 7L, 7L)), 1e-12);
    assertEquals(0.25, Stats.jain(List.of(0L, 0L, 5L, 0L)), 1e-12);
    assertEquals(0.9, Stats.jain(List.of(1L, 2L)), 1e-12);
    assertEquals(0, Stats.jain(List.of(0L, 0L)));
  }
}
