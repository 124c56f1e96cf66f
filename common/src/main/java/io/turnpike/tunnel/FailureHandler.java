package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of every connection between edge and relay: whatever goes wrong closes the
/// channel, and its end is reported once, with the first cause. Belongs to the channel's loop.
public final class FailureHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);

  private final Consumer<Throwable> closed;
  private @Nullable Throwable cause;
  private boolean reported;

  /// @param closed told once, on the channel's loop, why the channel has ended
  public FailureHandler(Consumer<Throwable> closed) {
    this.closed = closed;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (cause == null) {
      cause = failure;
    }
    if (failure instanceof RuntimeException
        && !(failure instanceof io.netty.handler.codec.CodecException)) {
      log.error("bug: connection closed remote={}", ctx.channel().remoteAddress(), failure);
    }
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      exceptionCaught(ctx, handshake.cause());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    // Only what arrives behind an end gets here.
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!reported) {
      reported = true;
      closed.accept(cause == null ? new IOException("connection closed by the peer") : cause);
    }
  }
}
