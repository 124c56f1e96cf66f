package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class LogLineTest {
  private static final String EOL = System.lineSeparator();

  @Test
  void isTimeLevelProgramMessageAndPairs() {
    LoggingEvent event = event("io.turnpike.entry.Ingress", Level.INFO, "accepted {}", null, "7");
    event.addKeyValuePair(new KeyValuePair("conn", 42));
    event.addKeyValuePair(new KeyValuePair("to", "a b"));
    assertEquals(
        "2026-01-02T03:04:05.678Z INFO  entry-point  accepted 7 conn=42 to=\"a b\"" + EOL,
        LogLine.of(event, "entry-point"));
  }

  @Test
  void namesTheLoggerOfALibrary() {
    LoggingEvent event = event("io.netty.channel.Pool", Level.WARN, "odd", null);
    assertEquals(
        "2026-01-02T03:04:05.678Z WARN  relay-server  odd logger=io.netty.channel.Pool" + EOL,
        LogLine.of(event, "relay-server"));
  }

  @Test
  void aPeerCannotStartALine() {
    String evil = "x\n2026-01-02T03:04:05.678Z ERROR relay-server  forged";
    LoggingEvent event =
        event("io.turnpike.relay.Hello", Level.INFO, "refused {}", new Exception(evil), evil);
    event.addKeyValuePair(new KeyValuePair("name", evil));
    String[] lines = LogLine.of(event, "relay-server").split(EOL, -1);
    for (int i = 1; i < lines.length; i++) {
      assertTrue(
          lines[i].isEmpty() || lines[i].startsWith("java.lang.Ex") || lines[i].startsWith("    "),
          lines[i]);
    }
  }

  @Test
  void anExceptionFollowsWithItsCauses() {
    Exception cause = new IllegalStateException();
    LoggingEvent event =
        event("io.turnpike.X", Level.ERROR, "fault", new Exception("outer", cause));
    String[] lines = LogLine.of(event, "p").split(EOL, -1);
    assertEquals("2026-01-02T03:04:05.678Z ERROR p  fault", lines[0]);
    assertEquals("java.lang.Exception: outer", lines[1]);
    assertTrue(lines[2].startsWith("    at io.turnpike.cli.LogLineTest."), lines[2]);
    assertTrue(String.join("|", lines).contains("|caused by: java.lang.IllegalStateException|"));
  }

  @Test
  void survivesAnExceptionThatCausesItself() {
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);
    LoggingEvent event = event("io.turnpike.X", Level.ERROR, "fault", first);
    assertTrue(LogLine.of(event, "p").contains("caused by: java.lang.Exception: second"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "1709251199999, 2024-02-29T23:59:59.999Z",
    "1767225600007, 2026-01-01T00:00:00.007Z",
  })
  void writesTheTime(long epochMillis, String expected) {
    assertEquals(expected, time(epochMillis));
  }

  @Test
  void writesAnyTimeAsTheJdkWould() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      long second = random.nextLong(253_402_300_800L);
      String expected = Instant.ofEpochSecond(second).toString();
      assertEquals(expected.substring(0, expected.length() - 1) + ".000Z", time(second * 1000));
    }
  }

  private static String time(long epochMillis) {
    StringBuilder out = new StringBuilder();
    LogLine.appendTime(out, epochMillis);
    return out.toString();
  }

  private static LoggingEvent event(
      String logger, Level level, String message, Throwable thrown, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "fqcn", new LoggerContext().getLogger(logger), level, message, thrown, arguments);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    return event;
  }
}
