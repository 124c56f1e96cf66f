package io.turnpike.bench.chain;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Connections that send as fast as they can, from the moment they are there until they are closed.
final class BulkStreams implements AutoCloseable {
  private static final int BLOCK_BYTES = 128 * 1024;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(2 * BLOCK_BYTES, 4 * BLOCK_BYTES);

  private final ByteBuf block = block();

  /// The block, which writing it does not release.
  private final ByteBuf kept = Unpooled.unreleasableBuffer(block);

  private final List<Channel> channels = new ArrayList<>();

  private BulkStreams() {}

  static BulkStreams open(Source source, SocketAddress address, int count) throws Exception {
    BulkStreams streams = new BulkStreams();
    Bootstrap bootstrap =
        source
            .bootstrap(address, new Fill(streams.kept))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    try {
      List<ChannelFuture> connects = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ChannelFuture connect = source.place().call(bootstrap::connect);
        connects.add(connect);
        streams.channels.add(connect.channel());
      }
      for (ChannelFuture connect : connects) {
        connect.sync();
      }
    } catch (Exception e) {
      streams.close();
      throw e;
    }
    return streams;
  }

  /// @throws Failure when one has ended
  void requireAlive() {
    long dead = channels.stream().filter(channel -> !channel.isActive()).count();
    if (dead > 0) {
      throw new Failure(dead + " of " + channels.size() + " bulk streams ended early");
    }
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      // What is queued would keep the chain busy long into the next measurement.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close().syncUninterruptibly();
    }
    block.release();
  }

  private static ByteBuf block() {
    byte[] random = new byte[BLOCK_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return Unpooled.directBuffer(BLOCK_BYTES).writeBytes(random).asReadOnly();
  }

  @ChannelHandler.Sharable
  private static final class Fill extends ChannelInboundHandlerAdapter {
    private final ByteBuf block;

    Fill(ByteBuf block) {
      this.block = block;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      fill(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      fill(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    private void fill(ChannelHandlerContext context) {
      while (context.channel().isWritable()) {
        context.write(block.duplicate(), context.voidPromise());
      }
      context.flush();
    }
  }
}
