package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.turnpike.e2e.Wires.Side;
import io.turnpike.e2e.Wires.Wire;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader that stops and goes on later still gets everything, and the FIN that was sent
/// meanwhile. Until then its writer is held up within bounds, and the others on the same tunnel are
/// not.
@ParameterizedClass
@ValueSource(ints = {1, 3})
class LateReaderTest {
  private static final long MIB = 1 << 20;
  private static final Duration STANDSTILL = Duration.ofMillis(300);

  /// The largest window, and what the kernel takes into the buffers of the two users' connections.
  private static final long MOST_UNDER_WAY_BYTES = 64 * MIB;

  /// The largest window, and what Netty's arenas keep around it.
  private static final long MOST_MEMORY_BYTES = 64 * MIB;

  @Parameter int threads;

  /// Passes on up to `stopAt` bytes at once, and the rest when `goOn` is released.
  private static final class StoppingInput extends FilterInputStream {
    private final AtomicLong taken = new AtomicLong();
    private final long stopAt;
    private final CountDownLatch goOn = new CountDownLatch(1);

    StoppingInput(InputStream in, long stopAt) {
      super(in);
      this.stopAt = stopAt;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (taken.get() >= stopAt) {
        awaitGoOn();
      }
      int read = super.read(bytes, offset, length);
      taken.addAndGet(Math.max(0, read));
      return read;
    }

    private void awaitGoOn() throws InterruptedIOException {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  private static final class CountingOutput extends FilterOutputStream {
    private final AtomicLong given = new AtomicLong();

    CountingOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; done += 1 << 16) {
        int part = Math.min(1 << 16, length - done);
        out.write(bytes, offset + done, part);
        given.addAndGet(part);
      }
    }
  }

  /// Whole and read to its end in the kernel's buffers; larger than them; with a window that has
  /// grown before the reader stops.
  static Stream<Arguments> cases() {
    return Arrays.stream(Side.values())
        .flatMap(writer ->
            Stream.of(
                Arguments.of(writer, 3 * MIB, 0),
                Arguments.of(writer, 3 * MIB, 1000),
                Arguments.of(writer, 48 * MIB, 0),
                Arguments.of(writer, 160 * MIB, 64 * MIB)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void getsEverythingInTheEnd(Side writer, long bytes, long stopAt) throws Exception {
    try (var wires = Wires.start(settings -> settings.withThreads(threads).withPool(1, 1));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var content = new Content(5, bytes);
      Wire wire = wires.open();
      Socket from = wire.end(writer);
      var output = new CountingOutput(from.getOutputStream());
      var input = new StoppingInput(wire.end(writer.other()).getInputStream(), stopAt);
      Future<byte[]> read = executor.submit(() -> content.readFrom(input));
      executor.submit(() -> send(content, output, from));
      Await.standstill(STANDSTILL, output.given::get);
      long underWay = output.given.get() - input.taken.get();
      System.out.printf(
          "threads=%d %s writes %d MiB, stopped at %d KiB: under way %d KiB, direct memory %d KiB%n",
          threads, writer, bytes / MIB, stopAt >> 10, underWay >> 10, directMemoryBytes() >> 10);
      assertTrue(underWay <= MOST_UNDER_WAY_BYTES, underWay + " bytes under way");
      assertTrue(directMemoryBytes() <= MOST_MEMORY_BYTES, directMemoryBytes() + " bytes");
      othersGoOn(wires);
      input.goOn.countDown();
      assertArrayEquals(content.sha256(), read.get());
      wire.end(writer.other()).close();
      wires.chain().awaitNoStreams();
    }
  }

  private static Void send(Content content, OutputStream output, Socket socket) throws IOException {
    content.writeTo(output);
    socket.shutdownOutput();
    return null;
  }

  private static long directMemoryBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /// On the only tunnel, in both directions.
  private static void othersGoOn(Wires wires) throws Exception {
    var content = new Content(6, 2 * MIB);
    Wire other = wires.open();
    for (Side side : Side.values()) {
      Thread.ofVirtual().start(() -> sendQuietly(content, other.end(side)));
    }
    for (Side side : Side.values()) {
      assertArrayEquals(content.sha256(), content.readFrom(other.end(side).getInputStream()));
    }
  }

  private static void sendQuietly(Content content, Socket socket) {
    try {
      send(content, socket.getOutputStream(), socket);
    } catch (IOException e) {
      // the reader will tell
    }
  }
}
