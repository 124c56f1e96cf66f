package io.turnpike.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.net.Liveness;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Proves that the edge behind a control connection or a pending tunnel is alive (`protocol.md`
/// §4.3). Belongs to the channel's loop.
final class Pinger {
  private final Liveness liveness = new Liveness(ThreadLocalRandom.current(), Liveness.INTERVAL);
  private @Nullable ScheduledFuture<?> timer;

  void start(ChannelHandlerContext ctx) {
    switch (liveness.next(now(ctx))) {
      case Liveness.Step.Ping ping -> {
        ctx.writeAndFlush(new Frame.Ping(ping.token()));
        again(ctx, ping.delayNanos());
      }
      case Liveness.Step.Wait wait -> again(ctx, wait.delayNanos());
      case Liveness.Step.Dead dead ->
          ctx.fireExceptionCaught(new LateException("no PONG from the edge in time"));
    }
  }

  private void again(ChannelHandlerContext ctx, long nanos) {
    timer = ctx.executor().schedule(() -> start(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  void pong(ChannelHandlerContext ctx, Frame.Pong pong) {
    liveness.pong(pong.token(), now(ctx));
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
