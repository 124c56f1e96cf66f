package io.turnpike.cli;

/// Lines on their way to stderr: those that may wait go out together, in one write, and in order.
/// Any thread.
///
/// A write never holds a part of a line, and no more than a pipe takes without mixing it with what
/// others write to it.
final class StderrLines {
  /// `PIPE_BUF` on Linux.
  private static final int MOST_BYTES = 4096;

  private final byte[] waiting = new byte[MOST_BYTES];
  private int count;

  /// @param line with its end
  /// @param waits whether somebody will call [#flush] soon
  synchronized void add(String line, boolean waits) {
    byte[] bytes = line.getBytes(System.err.charset());
    if (bytes.length > MOST_BYTES - count) {
      flush();
    }
    if (bytes.length > MOST_BYTES) {
      write(bytes, bytes.length);
      return;
    }
    System.arraycopy(bytes, 0, waiting, count, bytes.length);
    count += bytes.length;
    if (!waits) {
      flush();
    }
  }

  /// Writes what waits.
  synchronized void flush() {
    if (count > 0) {
      write(waiting, count);
      count = 0;
    }
  }

  private static void write(byte[] bytes, int count) {
    System.err.write(bytes, 0, count);
    System.err.flush();
  }
}
