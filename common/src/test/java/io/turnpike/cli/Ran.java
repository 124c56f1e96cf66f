package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/// What came of running a command in a test.
record Ran(int exitCode, String out, String err) {
  static Ran of(Object command, Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Programs.run(command, args, environment::get, new PrintWriter(out), new PrintWriter(err));
    return new Ran(exitCode, out.toString(), err.toString());
  }

  static Ran of(Object command, String... args) {
    return of(command, Map.of(), args);
  }

  void assertEnded() {
    assertEquals("", err);
    assertEquals(0, exitCode);
  }

  /// Nothing but this one line, and exit code 2.
  void assertUsageError(String line) {
    assertEquals(line + System.lineSeparator(), err);
    assertEquals("", out);
    assertEquals(2, exitCode);
  }
}
