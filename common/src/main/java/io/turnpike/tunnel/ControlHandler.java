package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The edge's end of a control connection behind WELCOME (`protocol.md` §4.4). Belongs to the
/// channel's loop.
final class ControlHandler extends ChannelInboundHandlerAdapter {
  private static final long GRACE_MILLIS = 10_000;
  private static final long ANSWER_MILLIS = 4_000;

  private final Observer observer;
  private final long silenceMillis;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> timeout;
  private @Nullable ScheduledFuture<?> answerDue;
  private long token;

  /// What the relay says.
  interface Observer {
    void demand(int tunnels);

    void presence(Frame.Presence presence);

    void goAway(Frame.GoAway goAway);
  }

  ControlHandler(Observer observer, Frame.Welcome welcome) {
    this.observer = observer;
    this.silenceMillis = welcome.pingMillis() + GRACE_MILLIS;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    expectPing(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    heard();
  }

  /// Asks for a sign of life, which is due within 4 s: there is reason to doubt that the relay can
  /// be reached. On the channel's loop.
  void ask() {
    if (context != null && answerDue == null) {
      ChannelHandlerContext ctx = context;
      ctx.writeAndFlush(new Frame.Ping(++token));
      answerDue =
          ctx.executor().schedule(() -> late(ctx, "PONG"), ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void heard() {
    if (answerDue != null) {
      answerDue.cancel(false);
      answerDue = null;
    }
  }

  private void expectPing(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    timeout =
        ctx.executor().schedule(() -> late(ctx, "PING"), silenceMillis, TimeUnit.MILLISECONDS);
  }

  private static void late(ChannelHandlerContext ctx, String what) {
    ctx.fireExceptionCaught(new ProtocolViolation("no " + what + " from the relay in time"));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    heard();
    switch ((Frame.Control) message) {
      case Frame.Ping ping -> {
        ctx.writeAndFlush(new Frame.Pong(ping.token()));
        expectPing(ctx);
      }
      case Frame.Pong pong when pong.token() == token -> {}
      case Frame.Demand demand -> observer.demand(demand.tunnels());
      case Frame.Presence presence -> observer.presence(presence);
      case Frame.GoAway goAway -> observer.goAway(goAway);
      case Frame.Refused refused -> ctx.fireExceptionCaught(new RefusedException(refused));
      case Frame.Control frame ->
          throw new ProtocolViolation(
              frame.getClass().getSimpleName() + " on a control connection");
    }
  }
}
