package io.turnpike.entry;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.forward.sink.Sink;
import io.turnpike.frame.ResetCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Measures through a running entry-point, as its users would: with sockets at its listeners.
/// Belongs to the thread that runs it; each of the connections that move bytes has one of its own.
final class Bench {
  /// The routes that [#run] uses, in this order.
  static final List<String> ROUTES =
      List.of(route(Sink.ECHO_PORT), route(Sink.DISCARD_PORT), route(Sink.CHARGEN_PORT));

  private static final int ECHO = 0;
  private static final int DISCARD = 1;
  private static final int CHARGEN = 2;
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int SILENCE_MILLIS = 30_000;

  /// For what is under way when the time for sending is over, on a slow path.
  private static final int REST_MILLIS = 600_000;

  private static final int SEND_BUFFER_BYTES = 256 * 1024;

  private final EntryPoint entryPoint;
  private final EdgeConfig edge;
  private final Duration duration;
  private final BenchReport report;

  /// What is sent, and where what is read goes; nobody looks at it.
  private final byte[] piece = new byte[PIECE_BYTES];

  private static String route(int port) {
    return "127.0.0.1:0:" + Sink.HOST + ":" + port;
  }

  /// @param duration of each measurement
  Bench(EntryPoint entryPoint, EdgeConfig edge, Duration duration, BenchReport report) {
    this.entryPoint = entryPoint;
    this.edge = edge;
    this.duration = duration;
    this.report = report;
  }

  /// @param streams that move bytes at the same time
  /// @throws UserError when there is no path, or it breaks
  void run(int streams) throws InterruptedException {
    long began = System.nanoTime();
    if (!entryPoint.awaitReady(edge.connectTimeout())) {
      throw UserError.failed(
          "no tunnel within %d ms (expected: a relay, and a reverse-proxy of group %s; entry-point doctor says what is missing)"
              .formatted(edge.connectTimeout().toMillis(), edge.group()));
    }
    report.ready(System.nanoTime() - began);
    try {
      report.times("roundTrip", "round trip", roundTrips());
      report.times("newConnection", "new connection", newConnections());
      report.bytes("up", moved("up", streams, this::send));
      report.bytes("down", moved("down", streams, this::receive));
    } catch (SocketTimeoutException e) {
      throw UserError.failed(
          "the path is silent for %d s (expected: bytes from the sink of the reverse-proxy)"
              .formatted(SILENCE_MILLIS / 1000));
    } catch (IOException e) {
      throw UserError.failed(reasonOf(e));
    }
  }

  private Socket connect(int route) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(SILENCE_MILLIS);
      InetSocketAddress to = entryPoint.addresses().get(route);
      socket.connect(to, SILENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void exchange(Socket echo) throws IOException {
    echo.getOutputStream().write(1);
    if (echo.getInputStream().read() < 0) {
      throw new IOException("the connection ended");
    }
  }

  private Latencies roundTrips() throws IOException {
    Latencies times = new Latencies();
    try (Socket echo = connect(ECHO);
        var _ = report.progress("round trip", duration, () -> 0)) {
      exchange(echo);
      long end = System.nanoTime() + duration.toNanos();
      do {
        long began = System.nanoTime();
        exchange(echo);
        times.add(System.nanoTime() - began);
      } while (System.nanoTime() < end);
    }
    return times;
  }

  /// Each from the start of its TCP handshake here to the first byte from the far end.
  private Latencies newConnections() throws IOException {
    Latencies times = new Latencies();
    try (var _ = report.progress("new connection", duration, () -> 0)) {
      long end = System.nanoTime() + duration.toNanos();
      do {
        long began = System.nanoTime();
        try (Socket echo = connect(ECHO)) {
          exchange(echo);
          times.add(System.nanoTime() - began);
        }
      } while (System.nanoTime() < end);
    }
    return times;
  }

  /// What a connection does until its time is over.
  private interface Mover {
    void move(long endNanos, AtomicLong bytes) throws IOException;
  }

  private BenchReport.Moved moved(String name, int streams, Mover mover)
      throws IOException, InterruptedException {
    var bytes = new AtomicLong();
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var _ = report.progress(name, duration, bytes::get)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        running.add(
            threads.submit(() -> {
              mover.move(end, bytes);
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
    return new BenchReport.Moved(bytes.get(), System.nanoTime() - began, streams);
  }

  /// The sink's FIN comes when it has taken the last byte.
  private void send(long endNanos, AtomicLong bytes) throws IOException {
    try (Socket discard = connect(DISCARD)) {
      discard.setSendBufferSize(SEND_BUFFER_BYTES);
      do {
        discard.getOutputStream().write(piece);
        bytes.addAndGet(piece.length);
      } while (System.nanoTime() < endNanos);
      discard.shutdownOutput();
      discard.setSoTimeout(REST_MILLIS);
      if (discard.getInputStream().read() >= 0) {
        throw new IOException("the sink sent a byte");
      }
    }
  }

  private void receive(long endNanos, AtomicLong bytes) throws IOException {
    try (Socket chargen = connect(CHARGEN)) {
      do {
        int read = chargen.getInputStream().read(piece);
        if (read < 0) {
          throw new IOException("the connection ended");
        }
        bytes.addAndGet(read);
      } while (System.nanoTime() < endNanos);
      chargen.shutdownOutput();
      chargen.setSoTimeout(REST_MILLIS);
      while (chargen.getInputStream().read(piece) >= 0) {
        // Is not counted; but a reset could be lost, and leave the far end waiting.
      }
    }
  }

  /// Sockets only tell of an RST; why it came, the entry-point has counted.
  private String reasonOf(IOException failure) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    do {
      for (ResetCode code : ResetCode.values()) {
        if (code != ResetCode.ABORTED && entryPoint.traffic().refused(code) > 0) {
          return explain(code);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    } while (System.nanoTime() < end && !Thread.interrupted());
    return "the path broke: " + failure.getMessage();
  }

  private static String explain(ResetCode code) {
    return switch (code) {
      case NO_SUCH_NAME ->
          "the reverse-proxy does not know %s (expected: one that is not older than this entry-point)"
              .formatted(Sink.HOST);
      case DENIED ->
          "the reverse-proxy does not permit %s (expected: %s:* in permitopen of this identity's line there, in --allow, and not in --deny)"
              .formatted(Sink.HOST, Sink.HOST);
      case LIMIT ->
          "a limit of the reverse-proxy is reached (expected: room for this measurement in max-streams of this identity's line there, and in --max-streams)";
      default -> "the path broke: " + code.text();
    };
  }
}
