package io.turnpike.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1500, 1500",
    "7B, 7",
    "64KiB, 65536",
    "2MiB, 2097152",
    "1GiB, 1073741824",
    "5kB, 5000",
    "5KB, 5000",
    "10MB, 10000000",
    "3GB, 3000000000",
    "999999999GiB, 1073741822926258176"
  })
  void readsSizes(String text, long bytes) {
    assertEquals(bytes, Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MB", "1.5MB", "-1", "10 MB", "10mb", "10Mb", "1MB/s", "9999999999"})
  void refusesEverythingElse(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
    assertEquals("\"" + text + "\" (expected: a size such as 1500, 64KiB or 10MB)", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1B/s, 1", "64KiB/s, 65536", "10MB/s, 10000000", "500/s, 500"})
  void readsRates(String text, long bytesPerSecond) {
    assertEquals(bytesPerSecond, Rates.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/s", "10MB", "0/s", "0MB/s", "10MB/m", "10Mbit/s", "-1MB/s"})
  void refusesOtherRates(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Rates.parse(text));
    assertEquals(true, e.getMessage().contains("(expected: a rate such as"), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2GiB", "3GB"})
  void refusesBuffersBeyondAnInt(String text) {
    assertThrows(IllegalArgumentException.class, () -> Sizes.parseInt(text));
    assertEquals(65_536, Sizes.parseInt("64KiB"));
  }
}
