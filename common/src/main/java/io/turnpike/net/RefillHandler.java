package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tries a socket of epoll's again that did not take all, see [Refill]. Anywhere in its pipeline;
/// belongs to its loop.
final class RefillHandler extends ChannelOutboundHandlerAdapter {
  private final Refill.Queue queue;
  private @Nullable Refill refill;

  RefillHandler(Refill.Queue queue) {
    this.queue = queue;
  }

  /// Of a connected channel; only where the transport is epoll.
  static void add(Channel channel) {
    if (Transport.isEpollSocket(channel)) {
      channel.pipeline().addFirst(new RefillHandler(new Outbound(channel)));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    refill = Refill.on(ctx.executor(), queue);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    Objects.requireNonNull(refill, "not in a pipeline yet").written();
  }

  /// The bytes of a channel that is connected.
  record Outbound(Channel channel) implements Refill.Queue {
    @Override
    public long waiting() {
      ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
      return queue == null // closed
          ? 0
          : queue.totalPendingWriteBytes() - queue.currentProgress();
    }

    @Override
    public void write() {
      Transport.takesMore(channel);
    }
  }
}
