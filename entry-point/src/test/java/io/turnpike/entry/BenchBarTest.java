package io.turnpike.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BenchBarTest {
  private final StringWriter written = new StringWriter();

  @Test
  void growsWithTheTimeAndSaysHowFastItIs() {
    try (var bar =
        new BenchBar(new PrintWriter(written), "up", Duration.ofSeconds(2), () -> 50_000_000)) {
      String half = "#".repeat(15) + "-".repeat(15);
      assertEquals(
          "up               [" + half + "]  50.0 MB/s (400 Mbit/s)", bar.text(1_000_000_000));
      assertTrue(bar.text(5_000_000_000L).contains("[" + "#".repeat(30) + "]"));
    }
  }

  @Test
  void isGoneWhenItIsClosed() {
    new BenchBar(new PrintWriter(written), "round trip", Duration.ofSeconds(2), () -> 0).close();
    assertTrue(written.toString().endsWith("\r\u001b[K"), written::toString);
  }
}
