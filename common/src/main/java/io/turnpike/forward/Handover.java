package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/// Brings a channel of which something was read already, on the loop that accepted it, to the loop
/// where it is to live: holds what came too early until the pipe is behind it. What it holds is
/// released with its channel, or by [#discard]. A channel that has none is one that was just
/// accepted; the static methods are for both kinds. Belongs to its channel's loop.
public final class Handover extends ChannelInboundHandlerAdapter {
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private boolean ended;

  /// Calls `then` on `loop`, which is where this runs, when handlers may be put into the channel's
  /// pipeline; `failed` when the channel is gone.
  public static void arrive(
      Channel channel, EventLoop loop, Runnable then, Consumer<Throwable> failed) {
    assert loop.inEventLoop();
    if (channel.pipeline().get(Handover.class) == null) {
      then.run();
      return;
    }
    loop.register(channel)
        .addListener(registered -> {
          if (registered.isSuccess()) {
            then.run();
          } else {
            failed.accept(registered.cause());
          }
        });
  }

  /// Lets bytes flow, into a pipeline that is complete: early ones first. On `loop`.
  ///
  /// @param begun told before the first byte
  public static void begin(Channel channel, EventLoop loop, Consumer<Future<? super Void>> begun) {
    Handover handover = channel.pipeline().get(Handover.class);
    if (handover == null) {
      loop.register(channel).addListener(begun::accept);
      return;
    }
    begun.accept(loop.newSucceededFuture(null));
    if (channel.isOpen()) {
      Pause.beginReading(channel);
      handover.release(channel.pipeline().context(handover));
    }
  }

  /// Frees what is held of a channel that nobody will read.
  static void discard(Channel channel) {
    Handover handover = channel.pipeline().get(Handover.class);
    if (handover != null) {
      handover.discard();
    }
  }

  private void release(ChannelHandlerContext ctx) {
    for (ByteBuf next = early.poll(); next != null; next = early.poll()) {
      ctx.fireChannelRead(next);
    }
    ctx.fireChannelReadComplete();
    if (ended) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  private void discard() {
    early.forEach(ByteBuf::release);
    early.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    early.add((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // comes behind what is held
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /// Before there is a pipe, whose last handler hears of it.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (ctx.pipeline().last() == this) {
      Sockets.abort(ctx.channel());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    discard();
  }
}
