package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Memory for copies that save memory: whoever makes one keeps the original when there is none.
public final class SpareMemory {
  private SpareMemory() {}

  /// @return a buffer of `bytes`, which the caller owns; `null` when memory has run out
  public static @Nullable ByteBuf tryBuffer(ByteBufAllocator allocator, int bytes) {
    try {
      return allocator.buffer(bytes, bytes);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
