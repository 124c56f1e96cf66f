package io.turnpike.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Receive buffers with room in front of what is read, so that something can be put there without a
/// copy: the header of a frame, or the rest of a TLS record ([HeadroomCumulator]). Stateless.
public final class HeadroomAllocator implements RecvByteBufAllocator {
  private final int headroomBytes;
  private final RecvByteBufAllocator sizes;

  /// @param headroomBytes left free in front
  /// @param sizes decides how much is read at once, and how often
  public HeadroomAllocator(int headroomBytes, RecvByteBufAllocator sizes) {
    this.headroomBytes = headroomBytes;
    this.sizes = sizes;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's SPI has no other form
  public Handle newHandle() {
    return new HeadroomHandle((ExtendedHandle) sizes.newHandle());
  }

  private final class HeadroomHandle extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle delegate;

    HeadroomHandle(ExtendedHandle delegate) {
      super(delegate);
      this.delegate = delegate;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int capacity = headroomBytes + guess();
      return allocator.ioBuffer(capacity, capacity).setIndex(headroomBytes, headroomBytes);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return delegate.continueReading(maybeMoreData);
    }
  }
}
