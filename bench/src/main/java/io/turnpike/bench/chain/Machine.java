package io.turnpike.bench.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The machine of a run.
///
/// @param tcp the settings of TCP that bound its speed on a long path
record Machine(String processor, int processors, long memoryMib, String system, String tcp) {
  private static final long KIB_PER_MIB = 1024;

  static Machine here() throws IOException {
    return new Machine(
        value(Files.readAllLines(Path.of("/proc/cpuinfo")), "model name"),
        Runtime.getRuntime().availableProcessors(),
        memoryMib(Files.readAllLines(Path.of("/proc/meminfo"))),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        tcpSettings());
  }

  private static String tcpSettings() throws IOException {
    List<String> settings = new ArrayList<>();
    for (String name : List.of("tcp_congestion_control", "tcp_rmem", "tcp_wmem")) {
      // Files below /proc/sys give all in the first read; readString begins with one byte.
      try (BufferedReader reader = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", name))) {
        String value = reader.lines().findFirst().orElse("unknown");
        settings.add("`%s` %s".formatted(name, value.trim().replaceAll("\\s+", " ")));
      }
    }
    return String.join(", ", settings);
  }

  /// How many files a process may have open (`ulimit -Hn`; Java raises its own limit to that).
  static int openFiles() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.trim().split("\\s+")[4])
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d × %s, %,d MiB, %s", processors, processor, memoryMib, system);
  }

  static long memoryMib(List<String> meminfo) {
    return Long.parseLong(value(meminfo, "MemTotal").replace("kB", "").trim()) / KIB_PER_MIB;
  }

  /// The value of the first line `key : value`.
  static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }
}
