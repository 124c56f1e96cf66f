package io.turnpike.net;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/// Has memory for the first buffers that are asked for, and none for others.
public final class NoMemory extends AbstractByteBufAllocator {
  private int left;

  /// @param left how many buffers it has
  public NoMemory(int left) {
    super(true);
    this.left = left;
  }

  private void take() {
    if (left-- <= 0) {
      throw new OutOfMemoryError("failed to allocate direct memory (expected by this test)");
    }
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    take();
    return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    take();
    return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
