package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says HELLO once L1 is there, and gives its place to the next handler when WELCOME comes
/// (`protocol.md` §4.1). Belongs to the channel's loop; REFUSED and lateness are exceptions for the
/// [FailureHandler].
final class HelloHandler extends ChannelInboundHandlerAdapter {
  private static final int TIMEOUT_SECONDS = 10;

  private final Frame.Hello hello;
  private final Function<Frame.Welcome, ChannelInboundHandlerAdapter> next;
  private @Nullable ScheduledFuture<?> timeout;

  HelloHandler(Frame.Hello hello, Function<Frame.Welcome, ChannelInboundHandlerAdapter> next) {
    this.hello = hello;
    this.next = next;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      ctx.writeAndFlush(hello);
      timeout = ctx.executor().schedule(() -> late(ctx), TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    ctx.fireUserEventTriggered(event);
  }

  private static void late(ChannelHandlerContext ctx) {
    ctx.fireExceptionCaught(new ProtocolViolation("no WELCOME within " + TIMEOUT_SECONDS + " s"));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Frame.Welcome welcome -> {
        String name =
            hello.kind() == ConnectionKind.TUNNEL ? HandlerNames.PENDING : HandlerNames.CONTROL;
        ctx.pipeline().replace(this, name, next.apply(welcome));
      }
      case Frame.Refused refused -> ctx.fireExceptionCaught(new RefusedException(refused));
      default ->
          throw new ProtocolViolation(
              message.getClass().getSimpleName() + " (expected: Welcome or Refused)");
    }
  }
}
