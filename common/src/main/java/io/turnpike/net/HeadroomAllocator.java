package io.turnpike.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Receive buffers with room in front of what is read, so that something can be put there without a
/// copy: the header of a frame, or the rest of a TLS record ([HeadroomCumulator]).
public final class HeadroomAllocator implements RecvByteBufAllocator {
  private final int headroomBytes;
  private final RecvByteBufAllocator sizes;
  private final @Nullable IntSupplier mostReads;

  /// @param headroomBytes left free in front
  /// @param sizes decides how much is read at once, and how often
  public HeadroomAllocator(int headroomBytes, RecvByteBufAllocator sizes) {
    this(headroomBytes, sizes, null);
  }

  /// @param mostReads how many reads may follow each other before the loop turns to the next
  ///   channel, asked on the channel's loop; when it is 0, or there is no memory for a read,
  ///   [NotReadException] goes through the channel's pipeline instead of what would have been read.
  ///   `null` sets no limit: a connection without memory fails then
  public HeadroomAllocator(
      int headroomBytes, RecvByteBufAllocator sizes, @Nullable IntSupplier mostReads) {
    this.headroomBytes = headroomBytes;
    this.sizes = sizes;
    this.mostReads = mostReads;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's SPI has no other form
  public Handle newHandle() {
    return new HeadroomHandle((ExtendedHandle) sizes.newHandle());
  }

  private final class HeadroomHandle extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle delegate;
    private int reads;

    HeadroomHandle(ExtendedHandle delegate) {
      super(delegate);
      this.delegate = delegate;
    }

    @Override
    public void reset(ChannelConfig config) {
      reads = 0;
      super.reset(config);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      if (mostReads() == 0) {
        throw new NotReadException();
      }
      reads++;
      int capacity = headroomBytes + guess();
      return buffer(allocator, capacity).setIndex(headroomBytes, headroomBytes);
    }

    private ByteBuf buffer(ByteBufAllocator allocator, int capacity) {
      try {
        return allocator.ioBuffer(capacity, capacity);
      } catch (OutOfMemoryError e) {
        if (mostReads == null) {
          throw e;
        }
        throw new NotReadException();
      }
    }

    private int mostReads() {
      return mostReads == null ? Integer.MAX_VALUE : mostReads.getAsInt();
    }

    @Override
    public boolean continueReading() {
      return reads < mostReads() && delegate.continueReading();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return reads < mostReads() && delegate.continueReading(maybeMoreData);
    }
  }
}
