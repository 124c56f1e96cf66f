package io.turnpike.e2e.faults;

import io.turnpike.e2e.Destination;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// An authorised user of the chain who wants nothing special: a stream of bytes that is paced, and
/// one connection after another that says a byte and waits for its echo. The destination's side is
/// [#serve].
final class Bystander implements AutoCloseable {
  private static final byte PACED = 'p';
  private static final byte BULK = 'b';
  private static final long BYTES_PER_SECOND = 40_000_000;
  private static final Duration BULK_SPAN = Duration.ofMillis(1_500);
  private static final long BETWEEN_CONNECTIONS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final InetSocketAddress entryPoint;
  private final Socket paced;
  private final AtomicLong bytes = new AtomicLong();

  /// What came of a span.
  ///
  /// @param megabytesASecond of the paced stream
  /// @param connectMillis from before the connect until the echo has come; in order
  record Seen(double megabytesASecond, List<Double> connectMillis) {
    double median() {
      return connectMillis.get(connectMillis.size() / 2);
    }

    double slowest() {
      return connectMillis.getLast();
    }
  }

  Bystander(InetSocketAddress entryPoint) throws IOException {
    this.entryPoint = entryPoint;
    this.paced = Transfers.connect(entryPoint, PACED);
    Thread.ofPlatform().daemon().name("paced").start(this::read);
  }

  private void read() {
    byte[] into = new byte[1 << 16];
    try {
      InputStream in = paced.getInputStream();
      for (int read = in.read(into); read >= 0; read = in.read(into)) {
        bytes.addAndGet(read);
      }
    } catch (IOException e) {
      // the test is over; else the bytes are missing
    }
  }

  /// Looks at the paced stream, and connects again and again.
  Seen watch(Duration span) throws IOException {
    long began = System.nanoTime();
    long before = bytes.get();
    List<Double> millis = new ArrayList<>();
    do {
      millis.add(connectMillis());
      LockSupport.parkNanos(BETWEEN_CONNECTIONS_NANOS);
    } while (System.nanoTime() - began < span.toNanos());
    double nanos = System.nanoTime() - began;
    Collections.sort(millis);
    return new Seen((bytes.get() - before) * 1e3 / nanos, millis);
  }

  private double connectMillis() throws IOException {
    long began = System.nanoTime();
    try (Socket source = Transfers.connect(entryPoint, Transfers.ECHO)) {
      source.getOutputStream().write(7);
      if (source.getInputStream().read() != 7) {
        throw new IOException("no echo");
      }
    }
    return (System.nanoTime() - began) / 1e6;
  }

  /// Of one more stream, as fast as it goes: in the best of so many spans of 1.5 s.
  double bulkMegabytesASecond(int spans) throws IOException {
    byte[] into = new byte[1 << 16];
    double best = 0;
    try (Socket source = Transfers.connect(entryPoint, BULK)) {
      InputStream in = source.getInputStream();
      for (int i = 0; i < spans; i++) {
        long read = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < BULK_SPAN.toNanos()) {
          read += in.read(into);
        }
        best = Math.max(best, read * 1e3 / (System.nanoTime() - began));
      }
    }
    return best;
  }

  /// What the destination does, until `over`.
  static void serve(Socket socket, AtomicBoolean over) throws IOException {
    byte[] chunk = new byte[1 << 16];
    switch (socket.getInputStream().read()) {
      case PACED -> send(socket, chunk, BYTES_PER_SECOND, over);
      case BULK -> send(socket, chunk, Long.MAX_VALUE, over);
      case Transfers.ECHO -> Destination.echo(socket);
      default -> {} // gone
    }
  }

  private static void send(Socket socket, byte[] chunk, long bytesPerSecond, AtomicBoolean over) {
    try {
      var out = new Transfers.Paced(socket.getOutputStream(), bytesPerSecond);
      while (!over.get()) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // it has seen enough
    }
  }

  @Override
  public void close() throws IOException {
    paced.close();
  }
}
