package io.turnpike.forward;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/// Tells the pipe behind it, with a [Cut], when a connection has lasted too long ([TimeWatch]). It
/// sees both directions, since what goes to the other end comes through here, too. Belongs to its
/// channel's loop.
final class TimeLimitHandler extends ChannelDuplexHandler {
  private final TimeLimits limits;
  private @Nullable TimeWatch watch;

  TimeLimitHandler(TimeLimits limits) {
    this.limits = limits;
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelRegistered();
  }

  /// Of a channel that was registered before this came into its pipeline.
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isRegistered()) {
      begin(ctx);
    }
  }

  private void begin(ChannelHandlerContext ctx) {
    if (watch == null) {
      watch =
          new TimeWatch(
              limits,
              ctx.executor(),
              reason -> {
                if (ctx.channel().isOpen()) {
                  ctx.fireUserEventTriggered(new Cut(true, reason));
                }
              });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    moved();
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    moved();
    ctx.write(message, promise);
  }

  private void moved() {
    if (watch != null) {
      watch.moved();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean isEnd =
        event instanceof ChannelInputShutdownEvent
            || event instanceof ChannelOutputShutdownEvent
            || event instanceof SslCloseCompletionEvent;
    if (isEnd && watch != null) {
      watch.halfClosed();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.cancel();
    }
    ctx.fireChannelInactive();
  }
}
