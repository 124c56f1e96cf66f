package io.turnpike.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {
  private static final Instant MADE = Instant.parse("2026-03-01T12:00:00Z");
  private static final String AGREE =
      "the clocks of this host and of the reverse-proxy agree within a day";

  /// A leaf that was made `age` ago, by this host's clock; its maker has had it for a day at most.
  @ParameterizedTest
  @CsvSource({
    "PT0S, " + AGREE,
    "PT23H, " + AGREE,
    "PT24H1M, " + AGREE,
    "PT24H1M1S, this host's clock is 0 h to 24 h ahead of that of the reverse-proxy",
    "PT50H, this host's clock is 26 h to 50 h ahead of that of the reverse-proxy",
    "PT-1M, " + AGREE,
    "PT-61S, this host's clock is 0 h to 24 h behind that of the reverse-proxy",
    "PT-48H, this host's clock is 48 h to 72 h behind that of the reverse-proxy"
  })
  void saysWhatALeafTells(Duration age, String words) {
    ClockDifference difference = ClockDifference.of(MADE, MADE.plus(age));
    assertEquals(words, difference.toString());
    assertEquals(words.equals(AGREE), difference.isSmall());
  }
}
