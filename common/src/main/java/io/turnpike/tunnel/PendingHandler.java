package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.Role;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits at the relay until the tunnel is paired, answers PING meanwhile, and leads through READY
/// and START to the switch (`protocol.md` §4.3). Belongs to the channel's loop.
final class PendingHandler extends ChannelInboundHandlerAdapter {
  private static final long GRACE_MILLIS = 10_000;

  private final Tunnel tunnel;
  private final long silenceMillis;
  private Frame.@Nullable Paired paired;
  private @Nullable ScheduledFuture<?> timeout;

  PendingHandler(Tunnel tunnel, Frame.Welcome welcome) {
    this.tunnel = tunnel;
    this.silenceMillis = welcome.pingMillis() + GRACE_MILLIS;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    expect(ctx, "PING", silenceMillis);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void expect(ChannelHandlerContext ctx, String what, long millis) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    timeout = ctx.executor().schedule(() -> late(ctx, what), millis, TimeUnit.MILLISECONDS);
  }

  private static void late(ChannelHandlerContext ctx, String what) {
    ctx.fireExceptionCaught(new ProtocolViolation("no " + what + " from the relay in time"));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch ((Frame.Control) message) {
      case Frame.Ping ping when paired == null -> {
        ctx.writeAndFlush(new Frame.Pong(ping.token()));
        expect(ctx, "PING", silenceMillis);
      }
      case Frame.Paired frame when paired == null -> onPaired(ctx, frame);
      case Frame.Start start when paired != null && tunnel.role() == Role.ENTRY ->
          TunnelSwitch.entrySide(ctx, this, tunnel, paired);
      case Frame.GoAway goAway when paired == null -> ctx.close();
      case Frame.Refused refused -> ctx.fireExceptionCaught(new RefusedException(refused));
      case Frame.Control frame ->
          throw new ProtocolViolation(
              frame.getClass().getSimpleName()
                  + (paired == null ? " while pending" : " after PAIRED"));
    }
  }

  private void onPaired(ChannelHandlerContext ctx, Frame.Paired frame) {
    paired = frame;
    tunnel.paired(frame.tunnel());
    ctx.writeAndFlush(new Frame.Ready());
    if (tunnel.role() == Role.REVERSE) {
      TunnelSwitch.reverseSide(ctx, this, tunnel, frame);
    } else {
      expect(ctx, "START", GRACE_MILLIS);
    }
  }
}
