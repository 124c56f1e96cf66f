package io.turnpike.forward;

import static io.turnpike.forward.Admission.Verdict.ADMITTED;
import static io.turnpike.forward.Admission.Verdict.NOT_PERMITTED;
import static io.turnpike.forward.Admission.Verdict.TOO_FAST;
import static io.turnpike.forward.Admission.Verdict.TOO_MANY;
import static io.turnpike.forward.Admission.Verdict.TOO_MANY_OF_SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000;
  private static final InetAddress A = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress B = InetAddress.ofLiteral("10.1.0.1");
  private static final InetAddress C = InetAddress.ofLiteral("2001:db8::1");

  private static Admission of(int max, int perSource, int rate) {
    return new Admission(new AdmissionLimits(max, perSource, rate, List.of(), List.of()), 0);
  }

  @Test
  void withoutLimitsEverybodyIsAdmitted() {
    var admission = new Admission(AdmissionLimits.NONE, 0);
    for (int i = 0; i < 10_000; i++) {
      assertEquals(ADMITTED, admission.admit(A, 0));
    }
    assertEquals(10_000, admission.connections());
  }

  @Test
  void soManyAtOnceAndNoMore() {
    Admission admission = of(2, 0, 0);
    assertEquals(ADMITTED, admission.admit(A, 0));
    assertEquals(ADMITTED, admission.admit(B, 0));
    assertEquals(TOO_MANY, admission.admit(C, 0));
    admission.release(A);
    assertEquals(ADMITTED, admission.admit(C, 0));
    assertEquals(TOO_MANY, admission.admit(A, 0));
  }

  @Test
  void eachSourceIsCountedByItself() {
    Admission admission = of(0, 1, 0);
    assertEquals(ADMITTED, admission.admit(A, 0));
    assertEquals(TOO_MANY_OF_SOURCE, admission.admit(A, 0));
    assertEquals(ADMITTED, admission.admit(B, 0));
    admission.release(A);
    assertEquals(ADMITTED, admission.admit(A, 0));
    assertEquals(TOO_MANY_OF_SOURCE, admission.admit(B, 0));
  }

  @Test
  void soManyInASecondAndNoMore() {
    Admission admission = of(0, 0, 10);
    int admitted = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      if (admission.admit(A, millis * 1_000_000L) == ADMITTED) {
        admitted++;
      }
    }
    assertEquals(100, admitted, 11);
    assertEquals(TOO_FAST, admission.admit(A, 10 * SECOND - 1_000_000));
  }

  @Test
  void allowAndDenyAreAskedBoth() {
    var admission =
        new Admission(
            new AdmissionLimits(
                0, 0, 0, List.of(Cidr.parse("10.0.0.0/8")), List.of(Cidr.parse("10.1.0.0/16"))),
            0);
    assertEquals(ADMITTED, admission.admit(A, 0));
    assertEquals(NOT_PERMITTED, admission.admit(B, 0));
    assertEquals(NOT_PERMITTED, admission.admit(C, 0));
    assertEquals(1, admission.connections());
  }

  @Test
  void negativeLimitsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> of(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> of(0, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> of(0, 0, -1));
  }

  @Test
  void refusalsAreLoggedAtOnceAndThenAtMostEachTenSeconds() {
    var log = new RefusalLog();
    assertEquals(1, log.take(TOO_MANY, 0));
    assertEquals(0, log.take(TOO_MANY, SECOND));
    assertEquals(1, log.take(TOO_FAST, SECOND));
    assertEquals(0, log.take(TOO_MANY, 2 * SECOND));
    assertEquals(3, log.take(TOO_MANY, RefusalLog.SPAN_NANOS));
    assertEquals(0, log.take(TOO_MANY, RefusalLog.SPAN_NANOS + 1));
  }
}
