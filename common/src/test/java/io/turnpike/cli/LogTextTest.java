package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTextTest {
  @Test
  void escapesWhatCouldStartALineOrMoveACursor() {
    assertEquals(
        "a\\nb\\rc\\td\\u001b[31m\\u0000\\u007f\\u009b\\u2028\\u202e\\u2066",
        LogText.oneLine("a\nb\rc\td\u001b[31m\u0000\u007f\u009b\u2028\u202e\u2066"));
  }

  @Test
  void leavesOtherTextAlone() {
    String text = "C:\\certs \"ä\" \u00a0 𝄞 €~";
    assertEquals(text, LogText.oneLine(text));
  }

  @Test
  void quotesAValueThatWouldRunIntoTheNext() {
    assertEquals("a", value("a"));
    assertEquals("\"\"", value(""));
    assertEquals("\"a b\"", value("a b"));
    assertEquals("\"a=b\"", value("a=b"));
    assertEquals("\"a\\\"b\"", value("a\"b"));
    assertEquals("a\\nb", value("a\nb"));
  }

  private static String value(String text) {
    StringBuilder out = new StringBuilder();
    LogText.appendValue(out, text);
    return out.toString();
  }
}
