package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StderrLinesTest {
  private final PrintStream stderr = System.err;
  private final List<String> writes = new ArrayList<>();
  private final StderrLines lines = new StderrLines();

  @BeforeEach
  void capture() {
    OutputStream each =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("a byte by itself");
          }

          @Override
          public void write(byte[] bytes, int offset, int count) {
            writes.add(new String(bytes, offset, count, StandardCharsets.UTF_8));
          }
        };
    System.setErr(new PrintStream(each, false, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(stderr);
  }

  @Test
  void linesThatMayWaitLeaveTogether() {
    lines.add("one\n", true);
    lines.add("two\n", true);
    assertEquals(List.of(), writes);
    lines.flush();
    lines.flush();
    assertEquals(List.of("one\ntwo\n"), writes);
  }

  @Test
  void aLineThatMayNotWaitTakesThoseBeforeItAlong() {
    lines.add("one\n", true);
    lines.add("now\n", false);
    assertEquals(List.of("one\nnow\n"), writes);
  }

  @Test
  void noWriteHoldsAPartOfALineOrMoreThanAPipeTakes() {
    String line = "x".repeat(99) + "\n";
    for (int i = 0; i < 41; i++) {
      lines.add(line, true);
    }
    assertEquals(List.of(line.repeat(40)), writes);
    lines.flush();
    assertEquals(line, writes.get(1));
  }

  @Test
  void aLineOfTheWholeRoomWaitsAndALongerOneDoesNot() {
    String whole = "x".repeat(4095) + "\n";
    lines.add("before\n", true);
    lines.add(whole, true);
    assertEquals(List.of("before\n"), writes);
    lines.add("x" + whole, true);
    assertEquals(List.of("before\n", whole, "x" + whole), writes);
  }

  @Test
  void whatIsNotAsciiIsWhole() {
    lines.add("größer\n", true);
    lines.flush();
    assertTrue(writes.contains("größer\n"));
  }
}
