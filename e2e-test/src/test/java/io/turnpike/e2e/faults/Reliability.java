package io.turnpike.e2e.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Prints a test's figure, and writes it into the table of the page that `-Dturnpike.reliability`
/// names (`make reliability`).
final class Reliability {
  private static final String HEADER = "|---|---|---|";

  private Reliability() {}

  /// @param scenario its row's first cell
  static synchronized void figure(String scenario, String figure) {
    System.out.println(scenario + ": " + figure);
    String page = System.getProperty("turnpike.reliability", "");
    if (page.isEmpty()) {
      return;
    }
    try {
      write(Path.of(page), scenario, figure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path page, String scenario, String figure) throws IOException {
    String start = "| " + scenario + " |";
    String commit = System.getProperty("turnpike.commit", "unknown");
    String row = start + " %s | %s, %s |".formatted(figure, LocalDate.now(ZoneOffset.UTC), commit);
    List<String> lines = new ArrayList<>(Files.readAllLines(page));
    int at = lines.indexOf(HEADER) + 1;
    if (at == 0) {
      throw new IOException(page + ": no table (expected: a line " + HEADER + ")");
    }
    while (at < lines.size() && lines.get(at).startsWith("|") && !lines.get(at).startsWith(start)) {
      at++;
    }
    if (at < lines.size() && lines.get(at).startsWith(start)) {
      lines.set(at, row);
    } else {
      lines.add(at, row);
    }
    Files.write(page, lines);
  }
}
