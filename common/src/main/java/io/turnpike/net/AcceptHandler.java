package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only handler of a listening channel: hands over what it accepts. Belongs to the listener's
/// loop.
final class AcceptHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptHandler.class);
  private static final int PAUSE_SECONDS = 1;

  private final Consumer<Accepted> accepted;

  AcceptHandler(Consumer<Accepted> accepted) {
    this.accepted = accepted;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var channel = (Channel) message;
    if (channel.remoteAddress() instanceof InetSocketAddress remote) {
      accepted.accept(new Accepted(ctx.channel().eventLoop(), remote, channel));
    } else {
      channel.unsafe().closeForcibly(); // gone already
    }
  }

  /// Accepting has failed, most likely for want of file descriptors: pause instead of spinning.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channel listener = ctx.channel();
    log.warn(
        "cannot accept for {} s address={} reason=\"{}\"",
        PAUSE_SECONDS,
        listener.localAddress(),
        cause.getMessage());
    listener.config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> listener.config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
  }
}
