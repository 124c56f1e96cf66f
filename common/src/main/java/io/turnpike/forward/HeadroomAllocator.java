package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// Receive buffers for user sockets: one DATA frame's worth each, with room for its header in
/// front, so that what was read is framed and encrypted where it lies. Stateless but for its
/// limits.
final class HeadroomAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
  /// Reads of one channel before the loop turns to the next: what one flush then carries.
  private static final int READS_AT_ONCE = 16;

  private final int headroomBytes;
  private final int chunkBytes;

  /// @param headroomBytes left free in front
  /// @param chunkBytes read at most at once
  HeadroomAllocator(int headroomBytes, int chunkBytes) {
    super(READS_AT_ONCE);
    this.headroomBytes = headroomBytes;
    this.chunkBytes = chunkBytes;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's SPI has no other form
  public Handle newHandle() {
    return new HeadroomHandle();
  }

  private final class HeadroomHandle extends MaxMessageHandle {
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int capacity = headroomBytes + chunkBytes;
      return allocator.ioBuffer(capacity, capacity).setIndex(headroomBytes, headroomBytes);
    }

    @Override
    public int guess() {
      return chunkBytes;
    }
  }
}
