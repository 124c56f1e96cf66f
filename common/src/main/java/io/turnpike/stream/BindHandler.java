package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Exchanges BIND on a tunnel that has just been secured, then gives its place to a
/// [CarryingTunnel]. Belongs to the channel's event loop; closes the channel when BIND is wrong or
/// does not come within 10 s.
public final class BindHandler extends ChannelInboundHandlerAdapter {
  private static final int TIMEOUT_SECONDS = 10;

  private final TunnelBinding binding;
  private final Sessions sessions;
  private final StreamAcceptor acceptor;
  private final Consumer<CarryingTunnel> carrying;
  private @Nullable ScheduledFuture<?> timeout;

  /// @param carrying told once, on the tunnel's loop, when streams may be opened
  public BindHandler(
      TunnelBinding binding,
      Sessions sessions,
      StreamAcceptor acceptor,
      Consumer<CarryingTunnel> carrying) {
    this.binding = binding;
    this.sessions = sessions;
    this.acceptor = acceptor;
    this.carrying = carrying;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(
        new Frame.Bind(
            Frame.Bind.VERSION,
            sessions.settings().resumeMillis() > 0 ? Frame.Bind.RESUME : 0,
            binding.self(),
            binding.peer(),
            sessions.settings().initialWindowBytes(),
            sessions.settings().resumeMillis(),
            binding.group()));
    timeout = ctx.executor().schedule(() -> late(ctx), TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static void late(ChannelHandlerContext ctx) {
    ctx.fireExceptionCaught(new ProtocolViolation("no BIND within " + TIMEOUT_SECONDS + " s"));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof Frame.Bind bind)) {
      ReferenceCountUtil.release(message);
      throw new ProtocolViolation(message.getClass().getSimpleName() + " before BIND");
    }
    check(bind);
    var key = new Session.Key(binding.peer(), binding.peerIdentity());
    Session session = sessions.join(key, bind.resumes() ? bind.resumeMillis() : 0);
    var tunnel = new CarryingTunnel(binding, sessions, session, bind.windowBytes(), acceptor);
    ctx.pipeline().replace(this, "carrying-tunnel", tunnel);
    carrying.accept(tunnel);
  }

  private void check(Frame.Bind bind) {
    if (bind.version() != Frame.Bind.VERSION) {
      throw new ProtocolViolation("BIND version " + bind.version() + " (expected: 1)");
    }
    if (!bind.from().equals(binding.peer()) || !bind.to().equals(binding.self())) {
      throw new ProtocolViolation(
          "BIND from %s to %s (expected: from %s to %s)"
              .formatted(bind.from(), bind.to(), binding.peer(), binding.self()));
    }
    if (!bind.group().equals(binding.group())) { // as the relay would pair two groups
      throw new ProtocolViolation(
          "BIND for group \"%s\" (expected: \"%s\")".formatted(bind.group(), binding.group()));
    }
  }
}
