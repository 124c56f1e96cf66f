package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.cli.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/// A program's command that ran to its end in this process, with what it printed.
record Asked(int exit, List<String> lines) {
  static Asked run(Callable<Integer> command, String... arguments) {
    return run(command, Map.of(), arguments);
  }

  static Asked run(
      Callable<Integer> command, Map<String, String> environment, String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    int exit = Programs.run(command, arguments, environment::get, out, out);
    return new Asked(exit, text.toString().lines().toList());
  }

  /// A line in which `cause` is found, and the next one in which `remedy` is: regular expressions.
  Asked names(String cause, String remedy) {
    Pattern first = Pattern.compile(cause);
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (first.matcher(lines.get(i)).find()) {
        String next = lines.get(i + 1);
        assertTrue(Pattern.compile(remedy).matcher(next).find(), "\"" + remedy + "\" in\n" + next);
        return this;
      }
    }
    throw new AssertionError("no \"" + cause + "\" in\n" + String.join("\n", lines));
  }

  Asked exits(int code) {
    assertEquals(code, exit, () -> String.join("\n", lines));
    return this;
  }
}
