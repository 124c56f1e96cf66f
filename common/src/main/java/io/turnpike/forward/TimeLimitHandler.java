package io.turnpike.forward;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells the pipe behind it, with a [Cut], when a connection has lasted too long. It sees both
/// directions, since what goes to the other end comes through here, too. Belongs to its channel's
/// loop; measures nothing before a limit can be reached.
final class TimeLimitHandler extends ChannelDuplexHandler {
  private final TimeLimits limits;
  private @Nullable ConnectionTimes times;
  private @Nullable ScheduledFuture<?> timer;

  TimeLimitHandler(TimeLimits limits) {
    this.limits = limits;
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    if (!limits.isOnlyHalfClosed()) {
      measure(ctx);
    }
    ctx.fireChannelRegistered();
  }

  /// Of a channel that was registered before this came into its pipeline.
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isRegistered() && !limits.isOnlyHalfClosed()) {
      measure(ctx);
    }
  }

  private void measure(ChannelHandlerContext ctx) {
    if (times == null) {
      times = new ConnectionTimes(limits, System.nanoTime());
      look(ctx);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    if (times == null || !ctx.channel().isOpen()) {
      return;
    }
    long now = System.nanoTime();
    Optional<String> expired = times.expired(now);
    if (expired.isPresent()) {
      ctx.fireUserEventTriggered(new Cut(true, expired.get()));
      return;
    }
    long nanos = times.nextLookNanos(now);
    if (nanos < Long.MAX_VALUE) {
      timer = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (times != null) {
      times.moved(System.nanoTime());
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (times != null) {
      times.moved(System.nanoTime());
    }
    ctx.write(message, promise);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelOutputShutdownEvent
        || event instanceof SslCloseCompletionEvent) {
      halfClosed(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  private void halfClosed(ChannelHandlerContext ctx) {
    if (limits.halfClosed().isZero()) {
      return;
    }
    long now = System.nanoTime();
    if (times == null) {
      times = new ConnectionTimes(limits, now);
    }
    times.halfClosed(now);
    cancel();
    look(ctx);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }
}
