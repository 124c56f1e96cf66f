package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerTest {
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  /// RFC 5280 §4.1.2.5: seconds always, no fractions, `Z`.
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05.678Z, 260102030405Z",
    "2000-02-29T23:59:59Z, 000229235959Z",
    "2049-12-31T23:59:59Z, 491231235959Z",
    "2050-01-01T00:00:00Z, 20500101000000Z",
    "2100-12-31T10:20:30Z, 21001231102030Z",
  })
  void writesTimesAsCertificatesHaveThem(Instant time, String expected) {
    byte[] bytes = Der.time(time);
    boolean isUtcTime = expected.length() == "yyMMddHHmmssZ".length();
    assertEquals(isUtcTime ? UTC_TIME : GENERALIZED_TIME, bytes[0]);
    assertEquals(expected.length(), bytes[1]);
    assertArrayEquals(
        expected.getBytes(StandardCharsets.US_ASCII), Arrays.copyOfRange(bytes, 2, bytes.length));
  }
}
