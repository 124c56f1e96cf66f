package io.turnpike.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, 250",
    "10s, 10000",
    "90s, 90000",
    "5m, 300000",
    "2h, 7200000",
    "999999999ms, 999999999",
    "0, 0",
  })
  void readsWhatItShows(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Durations.parse(text));
    assertEquals(text, Durations.show(Durations.parse(text)));
  }

  @ParameterizedTest
  @CsvSource({"0ms, 0", "60s, 1m", "1000ms, 1s", "3600s, 1h"})
  void showsTheLargestUnitThatIsExact(String text, String shown) {
    assertEquals(shown, Durations.show(Durations.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "10S", "1d", "1000000000ms", "00"})
  void saysWhatWasExpected(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    assertEquals(
        "\"" + text + "\" (expected: a duration such as 250ms, 10s, 5m or 2h)", e.getMessage());
  }
}
