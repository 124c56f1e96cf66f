package io.turnpike.bench.chain;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/// One connection that sends 64 bytes and waits until they are back, again and again, on a thread
/// that blocks.
final class PingPong implements AutoCloseable {
  private static final int MESSAGE_BYTES = 64;
  private static final int MAX_ROUNDS = 1_000_000;

  private final SocketChannel channel;
  private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);

  private PingPong(SocketChannel channel) {
    this.channel = channel;
  }

  static PingPong open(Place place, SocketAddress address) throws Exception {
    SocketChannel channel = place.call(() -> SocketChannel.open(address));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new PingPong(channel);
  }

  /// The time of each round trip, in nanoseconds.
  long[] run(Duration duration) throws IOException {
    long[] nanos = new long[MAX_ROUNDS];
    long start = System.nanoTime();
    int rounds = 0;
    for (long before = start;
        rounds < MAX_ROUNDS && before - start < duration.toNanos();
        rounds++) {
      round();
      long after = System.nanoTime();
      nanos[rounds] = after - before;
      before = after;
    }
    return Arrays.copyOf(nanos, rounds);
  }

  private void round() throws IOException {
    message.clear();
    while (message.hasRemaining()) {
      channel.write(message);
    }
    message.clear();
    while (message.hasRemaining()) {
      if (channel.read(message) < 0) {
        throw new EOFException("the ping-pong connection ended");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
