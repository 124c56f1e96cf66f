package io.turnpike.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `/status` says, as tables for a terminal. Pure.
final class StatusTable {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private StatusTable() {}

  static List<String> of(Map<String, Object> status) {
    List<String> lines = new ArrayList<>();
    String unready = String.valueOf(status.getOrDefault("unready", ""));
    lines.add(
        "%s %s, up %s s, %s"
            .formatted(
                status.get("program"),
                status.get("version"),
                status.get("upSeconds"),
                unready.isEmpty() ? "ready" : "NOT READY: " + clean(unready)));
    status.forEach((name, value) -> {
      if (value instanceof Map<?, ?> counts) {
        counts.forEach((what, count) -> addCount(lines, words(name) + " " + what, count));
      } else if (!(value instanceof List<?>) && !isInHead(name)) {
        lines.add("  %-24s %s".formatted(words(name), show(name, value)));
      }
    });
    status.forEach((name, value) -> {
      if (value instanceof List<?> rows && !rows.isEmpty()) {
        lines.add("");
        lines.add(words(name));
        addTable(lines, rows);
      }
    });
    return lines;
  }

  private static boolean isInHead(String name) {
    return List.of("program", "version", "upSeconds", "unready", "started", "commit")
        .contains(name);
  }

  private static void addCount(List<String> lines, String name, Object count) {
    if (!count.equals(0L)) {
      lines.add("  %-24s %s".formatted(name.replace('_', ' '), count));
    }
  }

  private static void addTable(List<String> lines, List<?> rows) {
    List<List<String>> cells = new ArrayList<>();
    Map<?, ?> first = (Map<?, ?>) rows.getFirst();
    cells.add(first.keySet().stream().map(name -> words(String.valueOf(name))).toList());
    for (Object row : rows) {
      List<String> line = new ArrayList<>();
      ((Map<?, ?>) row).forEach((name, value) -> line.add(show(String.valueOf(name), value)));
      cells.add(line);
    }
    int[] widths = new int[first.size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        text.append(' ').append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 1);
      }
      lines.add(text.toString().stripTrailing());
    }
  }

  /// `upBytes` is `up`.
  private static String words(String name) {
    String text = name.endsWith("Bytes") ? name.substring(0, name.length() - 5) : name;
    return text.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String show(String name, Object value) {
    if (name.endsWith("Bytes") && value instanceof Long bytes) {
      return bytes(bytes);
    }
    String text = clean(String.valueOf(value));
    return text.isEmpty() ? "-" : text;
  }

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /// Names come from others: no control character reaches the terminal.
  private static String clean(String text) {
    return LogText.oneLine(text);
  }
}
