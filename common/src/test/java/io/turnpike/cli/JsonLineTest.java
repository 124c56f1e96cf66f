package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static LoggingEvent event(
      String message, @Nullable Throwable thrown, Object... arguments) {
    var context = new LoggerContext();
    var event =
        new LoggingEvent(
            "fqcn", context.getLogger("io.turnpike.X"), Level.INFO, message, thrown, arguments);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    return event;
  }

  private static Map<String, String> parse(String line) throws IOException {
    assertEquals(1, line.lines().count(), line);
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        members.put(name, parser.getText());
      }
    }
    return members;
  }

  @Test
  void hasAMemberForEachKeyOfTheMessage() {
    String line =
        JsonLine.of(
            event(
                "connection ended conn={} up={} millis={} reason=\"{}\" for {}",
                null,
                "00ab",
                5,
                17L,
                "both \"ends\"",
                "good"),
            "tcp-proxy");
    assertEquals(
        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"INFO\",\"program\":\"tcp-proxy\","
            + "\"logger\":\"io.turnpike.X\",\"message\":\"connection ended for good\","
            + "\"conn\":\"00ab\",\"up\":5,\"millis\":17,\"reason\":\"both \\\"ends\\\"\"}"
            + System.lineSeparator(),
        line);
  }

  @Test
  void aPeerCanWriteNeitherALineNorAMember() throws IOException {
    String evil = "x\n\",\"level\":\"ERROR\u0000\u2028\\";
    Map<String, String> members =
        parse(JsonLine.of(event("odd level={} name={} {}", null, evil, evil, evil), "relay"));
    assertEquals("INFO", members.get("level"));
    assertEquals(evil, members.get("name"));
    assertEquals("odd level=" + evil + " " + evil, members.get("message"));
  }

  @Test
  void anExceptionIsAMember() throws IOException {
    Map<String, String> members =
        parse(JsonLine.of(event("failed", new IllegalStateException("why")), "relay"));
    assertEquals("failed", members.get("message"));
    assertTrue(members.get("exception").startsWith("java.lang.IllegalStateException: why"));
  }
}
