package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.turnpike.frame.Frame;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of every connection between edge and relay: whatever goes wrong closes the
/// channel, and its end is reported once, with the first cause. When memory has run out, a piece of
/// what was to be written may be lost: nothing behind it goes out then, no end of TLS either.
/// Belongs to the channel's loop.
public final class FailureHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);

  private final Consumer<Throwable> closed;
  private final Function<Throwable, Optional<Frame>> lastWords;
  private @Nullable Throwable cause;
  private boolean reported;

  /// @param closed told once, on the channel's loop, why the channel has ended
  public FailureHandler(Consumer<Throwable> closed) {
    this(closed, cause -> Optional.empty());
  }

  /// @param lastWords what the peer is told of a failure before the channel is closed, as long as
  ///   frames go out
  public FailureHandler(
      Consumer<Throwable> closed, Function<Throwable, Optional<Frame>> lastWords) {
    this.closed = closed;
    this.lastWords = lastWords;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (isError(failure)) {
      cause = cause == null ? failure : cause;
      ctx.channel().unsafe().close(ctx.channel().unsafe().voidPromise());
      return;
    }
    if (cause == null) {
      cause = failure;
      tell(ctx, failure);
    }
    if (failure instanceof RuntimeException
        && !(failure instanceof io.netty.handler.codec.CodecException)) {
      log.error("bug: connection closed remote={}", ctx.channel().remoteAddress(), failure);
    }
    ctx.close();
  }

  private static boolean isError(@Nullable Throwable failure) {
    return failure != null && (failure instanceof Error || isError(failure.getCause()));
  }

  private void tell(ChannelHandlerContext ctx, Throwable failure) {
    if (ctx.channel().isActive() && ctx.pipeline().get(HandlerNames.FRAME_ENCODER) != null) {
      lastWords.apply(failure).ifPresent(frame -> ctx.writeAndFlush(frame));
    }
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
      closed.accept(cause == null ? new PeerClosedException() : cause);
    }
  }
}
