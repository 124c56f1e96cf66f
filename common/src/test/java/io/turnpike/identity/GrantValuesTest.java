package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantValuesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "20300102, 2030-01-01T23:00:00Z",
    "203007021530, 2030-07-02T13:30:00Z",
    "20300702153059, 2030-07-02T13:30:59Z",
    "20300102Z, 2030-01-02T00:00:00Z",
    "203001021530Z, 2030-01-02T15:30:00Z",
    "20300102153059z, 2030-01-02T15:30:59Z"
  })
  void readsTimesAsSshdDoes(String text, Instant expected) {
    assertEquals(expected, GrantValues.time("expiry-time", text, BERLIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2030",
        "203001",
        "2030010215",
        "20301302",
        "20300132",
        "203001022400",
        "203001021560",
        "20300102153060",
        "20300102ZZ",
        "+20300102",
        "2030-01-02",
        "２０３００１０２"
      })
  void refusesOtherTimes(String text) {
    assertThrows(
        IllegalArgumentException.class, () -> GrantValues.time("expiry-time", text, BERLIN));
  }

  @ParameterizedTest
  @CsvSource({
    "1B/s, 1",
    "10KB/s, 10000",
    "10MB/s, 10000000",
    "2GB/s, 2000000000",
    "512KiB/s, 524288",
    "3MiB/s, 3145728",
    "999999999GiB/s, 1073741822926258176"
  })
  void readsRates(String text, long bytes) {
    assertEquals(bytes, GrantValues.bytesPerSecond("rate", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "MB/s", "10 MB/s", "10mb/s", "-1B/s", "1000000000B/s", "1MB"})
  void refusesOtherRates(String text) {
    assertThrows(IllegalArgumentException.class, () -> GrantValues.bytesPerSecond("rate", text));
  }

  @Test
  void countsHaveLimits() {
    assertEquals(1, GrantValues.count("max-streams", "1"));
    assertEquals(1_000_000, GrantValues.count("max-streams", "1000000"));
    assertThrows(IllegalArgumentException.class, () -> GrantValues.count("max-streams", "0"));
    assertThrows(IllegalArgumentException.class, () -> GrantValues.count("max-streams", "1000001"));
    assertThrows(
        IllegalArgumentException.class, () -> GrantValues.count("max-streams", "99999999999"));
  }
}
