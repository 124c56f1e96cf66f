package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A reader that stops: its writer blocks, memory stays bounded, and other streams of the same
/// tunnel go on.
class StoppedReaderTest {
  private static final Duration QUIET = Duration.ofMillis(700);

  /// What the kernel's buffers of five sockets in a row may take, and the credit.
  private static final long MOST_ACCEPTED_BYTES = 64L << 20;

  private static final long MOST_MEMORY_BYTES = 48L << 20;

  /// Writes until it fails.
  private static void flood(OutputStream out, AtomicLong written) {
    byte[] chunk = new byte[64 << 10];
    try {
      while (true) {
        out.write(chunk);
        written.addAndGet(chunk.length);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static long directMemoryBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static void expectBlocked(Chain chain, AtomicLong written, String direction)
      throws Exception {
    Await.standstill(QUIET, written::get);
    long accepted = written.get();
    System.out.printf(
        "%s: the writer blocked after %d KiB; buffers of all three programs %d KiB%n",
        direction, accepted >> 10, directMemoryBytes() >> 10);
    assertTrue(accepted < MOST_ACCEPTED_BYTES, "accepted " + accepted);
    assertTrue(directMemoryBytes() < MOST_MEMORY_BYTES, "memory " + directMemoryBytes());
    for (int i = 0; i < 50; i++) {
      try (Socket other = Tcp.connect(chain.address(1))) {
        other.getOutputStream().write(i);
        assertEquals(i, other.getInputStream().read());
      }
    }
    assertEquals(accepted, written.get());
    assertEquals(2, chain.relay().pairs());
  }

  @Test
  void sourceBlocksWhenTheDestinationDoesNotRead() throws Exception {
    var over = new CountDownLatch(1);
    var written = new AtomicLong();
    try (var silent = Destination.start(socket -> over.await());
        var echo = Destination.echo();
        var chain = Chain.start(ChainSettings.of(silent.route(), echo.route()).withPool(2, 2))) {
      chain.awaitPool();
      try (Socket one = Tcp.connect(chain.address());
          Socket two = Tcp.connect(chain.address())) {
        OutputStream toOne = one.getOutputStream();
        OutputStream toTwo = two.getOutputStream();
        Thread.ofVirtual().start(() -> flood(toOne, written));
        Thread.ofVirtual().start(() -> flood(toTwo, written));
        expectBlocked(chain, written, "upload, two streams");
        over.countDown();
      }
      chain.awaitNoStreams();
    }
  }

  @Test
  void destinationBlocksWhenTheSourceDoesNotRead() throws Exception {
    var written = new AtomicLong();
    try (var flooding = Destination.start(socket -> flood(socket.getOutputStream(), written));
        var echo = Destination.echo();
        var chain = Chain.start(ChainSettings.of(flooding.route(), echo.route()).withPool(2, 2))) {
      chain.awaitPool();
      try (Socket one = Tcp.connect(chain.address());
          Socket two = Tcp.connect(chain.address())) {
        expectBlocked(chain, written, "download, two streams");
        Tcp.reset(one);
        Tcp.reset(two);
      }
      chain.awaitNoStreams();
    }
  }
}
