package io.turnpike.gencert;

import io.turnpike.cli.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// One run of the program, as its user sees it.
record Run(int exitCode, List<String> out, List<String> err) {

  static Run of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Programs.run(
            new GenCertCommand(),
            args,
            variable -> null,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new Run(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
