package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void isFilledInByTheBuild() {
    Version version = Version.current();
    assertTrue(version.version().matches("\\d+\\.\\d+\\.\\d+.*"), version.version());
    assertFalse(version.commit().contains("$"), version.commit());
    assertTrue(Instant.parse(version.buildTime()).getEpochSecond() > 0);
  }

  @Test
  void reportsWhatItRunsOn() {
    var report =
        new Version("1.2.3", "abc", "2026-01-02T03:04:05Z").report("p", "BoringSSL", "epoll");
    assertEquals("p 1.2.3", report.get(0));
    assertEquals("commit     abc", report.get(1));
    assertEquals("built      2026-01-02T03:04:05Z", report.get(2));
    assertTrue(report.get(3).startsWith("JVM        " + Runtime.version()), report.get(3));
    assertEquals("TLS        BoringSSL", report.get(4));
    assertEquals("transport  epoll", report.get(5));
  }
}
