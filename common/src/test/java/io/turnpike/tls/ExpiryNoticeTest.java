package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryNoticeTest {
  private static final Instant END = Instant.parse("2030-03-01T12:00:00Z");
  private final ExpiryNotice notice = new ExpiryNotice();

  private List<String> hourly(Instant expires, int daysBefore) {
    List<String> said = new ArrayList<>();
    for (int hours = daysBefore * 24; hours > 0; hours--) {
      notice
          .due(expires, expires.minus(Duration.ofHours(hours)))
          .ifPresent(text -> said.add(text.replaceFirst(", at .*", "")));
    }
    return said;
  }

  @Test
  void isGivenThirtySevenAndOneDayBeforeTheEnd() {
    assertEquals(
        List.of("ends within 30 days", "ends within 7 days", "ends within 1 day"), hourly(END, 40));
  }

  @Test
  void aLateStartGivesTheOneThatHolds() {
    assertEquals(List.of("ends within 7 days", "ends within 1 day"), hourly(END, 5));
  }

  @Test
  void aNewCertificateStartsAgain() {
    hourly(END, 40);
    assertEquals(3, hourly(END.plus(Duration.ofDays(365)), 40).size());
  }
}
