package io.turnpike.e2e.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP proxy in front of a relay that cuts the bytes anew, in both directions. Blocking sockets,
/// two virtual threads for each connection.
final class CuttingProxy implements AutoCloseable {
  private static final int QUIET_MILLIS = 3;

  private final ServerSocket listener = new ServerSocket(0);
  private final int relayPort;
  private final Cut cut;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong pieces = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /// How the bytes of a connection are cut.
  sealed interface Cut {
    /// Into pieces of this length.
    record Every(int length) implements Cut {}

    /// Into pieces of 1 to `most` bytes, the same for the same seed.
    record Randomly(long seed, int most) implements Cut {}

    /// Not at all: kept until nothing more comes, then sent together.
    record Coalesce() implements Cut {}
  }

  CuttingProxy(int relayPort, Cut cut) throws IOException {
    this.relayPort = relayPort;
    this.cut = cut;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Writes so far.
  long pieces() {
    return pieces.get();
  }

  /// Bytes so far.
  long bytes() {
    return bytes.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket edge = listener.accept();
        var relay = new Socket();
        open.add(edge);
        open.add(relay);
        edge.setTcpNoDelay(true);
        relay.setTcpNoDelay(true);
        relay.connect(new InetSocketAddress("127.0.0.1", relayPort));
        long seed = connections.getAndIncrement();
        Thread.ofVirtual().start(() -> pump(edge, relay, 2 * seed));
        Thread.ofVirtual().start(() -> pump(relay, edge, 2 * seed + 1));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pump(Socket from, Socket to, long seed) {
    try (from;
        to) {
      switch (cut) {
        case Cut.Every every -> pump(from, to.getOutputStream(), () -> every.length());
        case Cut.Randomly randomly -> {
          var random = new Random(randomly.seed() + seed);
          pump(from, to.getOutputStream(), () -> 1 + random.nextInt(randomly.most()));
        }
        case Cut.Coalesce coalesce -> coalesce(from, to.getOutputStream());
      }
    } catch (IOException e) {
      // the other direction has closed both
    }
  }

  private interface Lengths {
    int next();
  }

  private void pump(Socket from, OutputStream to, Lengths lengths) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read; (read = from.getInputStream().read(buffer)) > 0; ) {
      for (int start = 0; start < read; ) {
        int length = Math.min(lengths.next(), read - start);
        write(to, buffer, start, length);
        start += length;
      }
    }
  }

  private void coalesce(Socket from, OutputStream to) throws IOException {
    byte[] kept = new byte[1 << 20];
    int length = 0;
    while (true) {
      try {
        from.setSoTimeout(length == 0 ? 0 : QUIET_MILLIS);
        int read = from.getInputStream().read(kept, length, kept.length - length);
        if (read < 0) {
          write(to, kept, 0, length);
          return;
        }
        length += read;
      } catch (SocketTimeoutException e) {
        write(to, kept, 0, length);
        length = 0;
      }
      if (length == kept.length) {
        write(to, kept, 0, length);
        length = 0;
      }
    }
  }

  private void write(OutputStream to, byte[] buffer, int start, int length) throws IOException {
    if (length > 0) {
      to.write(Arrays.copyOfRange(buffer, start, start + length));
      pieces.incrementAndGet();
      bytes.addAndGet(length);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
