package io.turnpike.net;

import io.netty.buffer.PooledByteBufAllocator;

/// How much of a pooled allocator's direct memory is in buffers that somebody has. Adding that up
/// takes its locks, so it is done once a millisecond at most, in which no path moves a part of the
/// memory that matters. Any thread.
final class PinnedBytes {
  private static final long PERIOD_NANOS = 1_000_000;

  private volatile long bytes;
  private volatile long countedNanos = System.nanoTime() - PERIOD_NANOS;

  long of(PooledByteBufAllocator allocator) {
    long now = System.nanoTime();
    if (now - countedNanos >= PERIOD_NANOS) {
      countedNanos = now;
      bytes = allocator.pinnedDirectMemory();
    }
    return bytes;
  }
}
