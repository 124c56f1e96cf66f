package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Memory for copies that save memory: whoever makes one keeps the original when there is none.
/// What a tunnel brings lies in buffers of many records, and a piece that waits keeps all of its
/// buffer.
public final class SpareMemory {
  private SpareMemory() {}

  /// A copy of the readable bytes, if there is memory; owns `piece`.
  ///
  /// @return the copy or `piece`, which the caller owns
  public static ByteBuf compact(ByteBuf piece) {
    int length = piece.readableBytes();
    ByteBuf copy = tryBuffer(piece.alloc(), length);
    if (copy == null) {
      return piece;
    }
    copy.writeBytes(piece, piece.readerIndex(), length);
    piece.release();
    return copy;
  }

  /// @return a buffer of `bytes`, which the caller owns; `null` when memory has run out
  public static @Nullable ByteBuf tryBuffer(ByteBufAllocator allocator, int bytes) {
    try {
      return allocator.buffer(bytes, bytes);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
