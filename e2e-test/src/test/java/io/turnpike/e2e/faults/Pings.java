package io.turnpike.e2e.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// An interactive stream: 16 bytes each 20 ms, whether or not the last ones have come back.
/// Measures how long each was away.
final class Pings {
  private static final long EACH_NANOS = 20_000_000;

  private final Socket socket;
  private final List<Ping> back = new ArrayList<>(); // of the reader, until it has ended
  private volatile boolean stopped;

  private record Ping(long backNanos, long awayNanos) {}

  Pings(InetSocketAddress entryPoint) throws IOException {
    this.socket = Transfers.connect(entryPoint, Transfers.ECHO);
  }

  /// Writes until [#stop], then FIN.
  void write() throws IOException {
    for (long number = 0; !stopped; number++) {
      ByteBuffer ping = ByteBuffer.allocate(16).putLong(number).putLong(System.nanoTime());
      socket.getOutputStream().write(ping.array());
      LockSupport.parkNanos(EACH_NANOS);
    }
    socket.shutdownOutput();
  }

  /// Reads until the end, which must be one in order.
  void read() throws IOException {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      byte[] ping = new byte[16];
      for (long number = 0; in.readNBytes(ping, 0, 16) == 16; number++) {
        ByteBuffer values = ByteBuffer.wrap(ping);
        if (values.getLong() != number) {
          throw new IOException("ping " + values.getLong(0) + " (expected: " + number + ")");
        }
        long now = System.nanoTime();
        back.add(new Ping(now, now - values.getLong()));
      }
      if (!stopped) {
        throw new IOException("the pings ended after " + back.size());
      }
    }
  }

  void stop() {
    stopped = true;
  }

  /// For each fault, how long the slowest ping was away that came back behind its beginning and
  /// before that of the next, in ascending order.
  long[] pausesMillis(List<Long> faultNanos) {
    long[] pauses = new long[faultNanos.size()];
    for (Ping ping : back) {
      int fault = -1;
      while (fault + 1 < pauses.length && faultNanos.get(fault + 1) - ping.backNanos <= 0) {
        fault++;
      }
      if (fault >= 0) {
        pauses[fault] = Math.max(pauses[fault], ping.awayNanos / 1_000_000);
      }
    }
    Arrays.sort(pauses);
    return pauses;
  }

  /// How many came back.
  int count() {
    return back.size();
  }
}
