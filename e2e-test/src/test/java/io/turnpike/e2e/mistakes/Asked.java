package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.turnpike.cli.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;

/// What a command has printed, which ran to its end in this process, or a program has logged.
record Asked(int exit, List<String> lines) {
  static Asked run(Callable<Integer> command, String... arguments) {
    return run(command, Map.of(), arguments);
  }

  static Asked run(
      Callable<Integer> command, Map<String, String> environment, String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel(); // the command sets it for its process, which is ours
    try {
      int exit = Programs.run(command, arguments, environment::get, out, out);
      return new Asked(exit, text.toString().lines().toList());
    } finally {
      root.setLevel(level);
    }
  }

  /// One line has `cause`, and the next one `remedy`. Both are in `docs/troubleshooting.md`.
  Asked names(String cause, String remedy) {
    return namesHere(Troubleshooting.cause(cause), Troubleshooting.remedy(remedy));
  }

  /// As [#names], of what is different each time.
  Asked namesHere(String cause, String remedy) {
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).contains(cause)) {
        String next = lines.get(i + 1);
        assertTrue(next.contains(remedy), "\"" + remedy + "\" in\n" + next);
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
