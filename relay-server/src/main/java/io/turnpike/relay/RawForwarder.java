package io.turnpike.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.metric.Flow;
import io.turnpike.net.BulkSocket;
import io.turnpike.net.Splice;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Moves the bytes of one direction of a paired tunnel, unread, from its channel to the other.
/// Belongs to its channel's loop; of the other channel only write, flush, read, close and
/// `setAutoRead` are called, as it may live on another loop.
///
/// | event here | other channel |
/// |---|---|
/// | bytes | written; flushed when the read is complete |
/// | more bytes behind a read that filled its buffer | moved within the kernel, see [Splice] |
/// | the other channel is not writable | reading here pauses, before the flush that may end it |
/// | FIN, RST, error | closed behind what is queued |
/// | no byte for two minutes | closed: edges send PING every 15 s |
final class RawForwarder extends ChannelInboundHandlerAdapter implements Flow {
  private static final int IDLE_MINUTES = 2;

  /// What a channel that is spliced to did not take goes first.
  private static final WriteBufferWaterMark SPLICE_QUEUE = new WriteBufferWaterMark(1, 1024);

  private final Channel other;
  private final Pairing pairing;
  private final boolean up;
  private @Nullable ScheduledFuture<?> sweep;
  private @Nullable Splice splice;
  private boolean active;
  private long bytes;
  private boolean hasMore;

  /// @param up whether its bytes come from the entry-point
  RawForwarder(Channel other, Pairing pairing, boolean up) {
    this.other = other;
    this.pairing = pairing;
    this.up = up;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    pairing.flows().begin(ctx.executor(), this);
    BulkSocket.prepare(ctx.channel());
    splice = Splice.between(ctx.channel(), other).orElse(null);
    if (splice != null) {
      ctx.channel().config().setWriteBufferWaterMark(SPLICE_QUEUE);
    }
    sweep =
        ctx.executor()
            .scheduleWithFixedDelay(
                this::closeIfIdle, IDLE_MINUTES, IDLE_MINUTES, TimeUnit.MINUTES);
  }

  private void closeIfIdle() {
    if (!active) {
      pairing.close();
    }
    active = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    active = true;
    var read = (ByteBuf) message;
    bytes += read.readableBytes();
    hasMore = !read.isWritable();
    other.write(message, other.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (splice == null) {
      pauseIfFull(ctx.channel());
      other.flush();
      return;
    }
    other.flush();
    if (hasMore) {
      hasMore = false;
      bytes += splice.move();
    }
    pauseIfFull(ctx.channel());
  }

  private void pauseIfFull(Channel channel) {
    if (!other.isWritable()) {
      channel.config().setAutoRead(false);
      if (other.isWritable()) { // became so on its own loop meanwhile, and has told us already
        channel.config().setAutoRead(true);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      other.config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (sweep != null) {
      sweep.cancel(false);
    }
    pairing.close();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pairing.flows().end(ctx.executor(), this);
  }

  @Override
  public String kind() {
    return pairing.group();
  }

  @Override
  public long upBytes() {
    return up ? bytes : 0;
  }

  @Override
  public long downBytes() {
    return up ? 0 : bytes;
  }

  @Override
  public long queuedBytes() {
    ChannelOutboundBuffer queue = other.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes(); // null once it is closed
  }

  Pairing pairing() {
    return pairing;
  }

  /// Closes `channel` once everything queued for it has been written.
  static void closeBehindWrites(Channel channel) {
    if (channel.isActive()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
