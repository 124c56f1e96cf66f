package io.turnpike.cli;

import io.turnpike.identity.KeyFileException;
import java.util.ArrayList;
import java.util.List;

/// What `PROGRAM check` and `PROGRAM doctor` have found in settings and files: each in a line for
/// the cause and one for the remedy.
public final class Problems {
  private static final String EXPECTED = " (expected: ";

  private final List<Problem> all = new ArrayList<>();

  /// One of them.
  public record Problem(String cause, String remedy) {}

  /// Something that looks at one thing.
  @FunctionalInterface
  public interface Look {
    void look() throws KeyFileException;
  }

  public void add(String cause, String remedy) {
    all.add(new Problem(cause, remedy));
  }

  /// Of a line that ends with what was expected, or with what to do, in brackets.
  public void add(String line) {
    int expected = line.indexOf(EXPECTED);
    int hint = line.lastIndexOf(" (");
    if (expected >= 0 && line.endsWith(")")) {
      add(
          line.substring(0, expected),
          "expected: " + line.substring(expected + EXPECTED.length(), line.length() - 1));
    } else if (hint >= 0 && line.endsWith(")")) {
      add(line.substring(0, hint), line.substring(hint + 2, line.length() - 1));
    } else if (line.startsWith("missing --")) {
      String option = line.substring("missing ".length()).split("[ ,]")[0];
      add(
          line,
          "give it on the command line, as TURNPIKE_%s in the environment, or as %s in the --config file"
              .formatted(
                  SettingNames.variable(option.substring(2)),
                  SettingNames.camelCase(option.substring(2))));
    } else {
      add(line, "see what it says, and put it right");
    }
  }

  /// Runs `look`, and takes what it throws for a problem.
  ///
  /// @param missing what to do when the file is not there
  public void look(String missing, Look look) {
    try {
      look.look();
    } catch (KeyFileException e) {
      String line = String.valueOf(e.getMessage());
      if (line.endsWith(": no such file")) {
        add(line, missing);
      } else {
        add(line);
      }
    } catch (UserError e) {
      add(e.line());
    }
  }

  /// In the order in which they were found.
  public List<Problem> all() {
    return all;
  }
}
