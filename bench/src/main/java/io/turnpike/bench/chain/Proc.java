package io.turnpike.bench.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Reads what Linux says about processes in `/proc`.
final class Proc {
  /// USER_HZ, which is 100 on every architecture that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final int LISTEN = 0x0A;

  private Proc() {}

  /// The CPU time of a process and of the children it has waited for; 0 when it is gone.
  static double cpuSeconds(long pid) throws IOException {
    try {
      return parseCpuSeconds(Files.readString(Path.of("/proc/" + pid + "/stat")));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /// utime + stime + cutime + cstime of a line of `/proc/PID/stat`.
  static double parseCpuSeconds(String stat) {
    // The name in parentheses may hold spaces and parentheses itself; field 3 follows the last one.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
    long ticks = 0;
    for (int field = 14; field <= 17; field++) {
      ticks += Long.parseLong(fields[field - 3]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /// The proportional set size of a process; 0 when it is gone.
  static long pssKib(long pid) throws IOException {
    try {
      return parsePssKib(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      // ESRCH: it ended between open and read.
      if (!Files.exists(Path.of("/proc/" + pid))) {
        return 0;
      }
      throw e;
    }
  }

  static long parsePssKib(String smapsRollup) {
    for (String line : smapsRollup.lines().toList()) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.substring("Pss:".length()).replace("kB", "").trim());
      }
    }
    throw new IllegalArgumentException("no Pss in smaps_rollup (expected: a line 'Pss: N kB')");
  }

  /// How many sockets a process has; 0 when it is gone.
  static long sockets(long pid) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        if (isSocket(file)) {
          count++;
        }
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return count;
  }

  private static boolean isSocket(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /// Whether a socket listens on this port in the network namespace of the calling thread.
  static boolean isListening(int port) throws IOException {
    return isListening(Path.of("/proc/thread-self/net/tcp"), port)
        || isListening(Path.of("/proc/thread-self/net/tcp6"), port);
  }

  private static boolean isListening(Path table, int port) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(table)) {
      reader.readLine();
      // The listening sockets come first; behind them may be ten thousands of others.
      for (String line; (line = reader.readLine()) != null && state(line) == LISTEN; ) {
        if (localPort(line) == port) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      return false; // no IPv6
    }
  }

  /// The local port of a line of `/proc/net/tcp`.
  static int localPort(String line) {
    String local = line.trim().split("\\s+")[1];
    return Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
  }

  /// The state of a line of `/proc/net/tcp`.
  static int state(String line) {
    return Integer.parseInt(line.trim().split("\\s+")[3].toLowerCase(Locale.ROOT), 16);
  }
}
