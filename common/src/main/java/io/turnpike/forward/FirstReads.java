package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Small reads, one at a time, until the channel gets another allocator, and then that one's: Netty
/// itself asks a channel for its allocator only once. Each handle belongs to its channel's loop.
public final class FirstReads implements RecvByteBufAllocator {
  static final int BYTES = 2048;

  @Override
  @SuppressWarnings("deprecation") // Netty's SPI has no other form
  public Handle newHandle() {
    return new Reads();
  }

  private static final class Reads implements ExtendedHandle {
    private ExtendedHandle now =
        handleOf(new FixedRecvByteBufAllocator(BYTES).maxMessagesPerRead(1));
    private boolean isFirst = true;

    @SuppressWarnings("deprecation") // as above
    private static ExtendedHandle handleOf(RecvByteBufAllocator allocator) {
      return (ExtendedHandle) allocator.newHandle();
    }

    @Override
    public void reset(ChannelConfig config) {
      RecvByteBufAllocator configured = config.getRecvByteBufAllocator();
      if (isFirst && !(configured instanceof FirstReads)) {
        isFirst = false;
        now = handleOf(configured);
      }
      now.reset(config);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return now.allocate(allocator);
    }

    @Override
    public int guess() {
      return now.guess();
    }

    @Override
    public void incMessagesRead(int count) {
      now.incMessagesRead(count);
    }

    @Override
    public void lastBytesRead(int bytes) {
      now.lastBytesRead(bytes);
    }

    @Override
    public int lastBytesRead() {
      return now.lastBytesRead();
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      now.attemptedBytesRead(bytes);
    }

    @Override
    public int attemptedBytesRead() {
      return now.attemptedBytesRead();
    }

    @Override
    public boolean continueReading() {
      return now.continueReading();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return now.continueReading(maybeMoreData);
    }

    @Override
    public void readComplete() {
      now.readComplete();
    }
  }
}
