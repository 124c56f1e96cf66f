package io.turnpike.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/// Whether there is direct memory for something new. What is open already goes on, within what is
/// kept free for it. Any thread.
public final class DirectMemory {
  /// Eighths of the limit from which on nothing new begins.
  private static final int SCARCE_EIGHTHS = 7;

  private static final int LEAST_BUFFER_BYTES = 32 * 1024;

  private static final PinnedBytes PINNED = new PinnedBytes();

  private DirectMemory() {}

  public static boolean isScarce() {
    return isScarce(usedBytes(), limitBytes());
  }

  /// What the process may have of it.
  public static long limitBytes() {
    return PlatformDependent.maxDirectMemory();
  }

  /// The size of a buffer that each of many connections may need: `bytes`, or less where there is
  /// little memory, and no less than what a TLS record takes.
  ///
  /// @param parts what the limit is divided by
  public static int modest(int bytes, int parts) {
    return Math.clamp(limitBytes() / parts, Math.min(LEAST_BUFFER_BYTES, bytes), bytes);
  }

  static boolean isScarce(long usedBytes, long limitBytes) {
    return eighths(usedBytes, limitBytes) > SCARCE_EIGHTHS;
  }

  /// How much of the limit is in use, in eighths.
  public static double usedEighths() {
    return eighths(usedBytes(), limitBytes());
  }

  private static double eighths(long usedBytes, long limitBytes) {
    return limitBytes > 0 ? 8.0 * usedBytes / limitBytes : 0;
  }

  /// What buffers take, where the allocator knows. Else what the allocator of all channels holds,
  /// in use or not; and what Netty has counted, which is more when buffers were too large for it.
  private static long usedBytes() {
    return ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator pooled
        ? PINNED.of(pooled)
        : Math.max(PlatformDependent.usedDirectMemory(), ofAllocator());
  }

  private static long ofAllocator() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }
}
