package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Frame;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Closes a tunnel behind the RESETs of its streams: the kernel throws away what it has not sent
/// when a socket is closed with bytes unread, and a far end that hears of no RESET waits until its
/// `--resume-timeout`. So a PING goes behind them, and what comes is dropped until its PONG; for
/// half a second at most. Belongs to the tunnel's loop.
final class Farewell extends ChannelInboundHandlerAdapter {
  private static final long MOST_MILLIS = 500;

  private final long token = ThreadLocalRandom.current().nextLong();

  private Farewell() {}

  /// @param tunnel its last handler, behind whatever it wrote
  static void begin(ChannelHandlerContext tunnel) {
    var farewell = new Farewell();
    tunnel.pipeline().addBefore(tunnel.name(), null, farewell);
    tunnel.writeAndFlush(new Frame.Ping(farewell.token));
    Future<?> end =
        tunnel.executor().schedule(() -> tunnel.close(), MOST_MILLIS, TimeUnit.MILLISECONDS);
    tunnel.channel().closeFuture().addListener(closed -> end.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Frame.Pong pong && pong.token() == token) {
      ctx.close();
    }
    ReferenceCountUtil.release(message);
  }
}
