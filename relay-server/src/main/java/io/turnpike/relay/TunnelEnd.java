package io.turnpike.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.Role;
import io.turnpike.tunnel.HandlerNames;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The relay's end of a tunnel from WELCOME to the switch (`protocol.md` §4.3). Belongs to the
/// channel's loop.
///
/// PING stops before PAIRED is sent, and nothing but START follows it: see there.
final class TunnelEnd extends ChannelInboundHandlerAdapter implements Candidate {
  private static final int SWITCH_TIMEOUT_SECONDS = 10;

  private final Member member;
  private final Pairings pairings;
  private final Pinger pinger = new Pinger();
  private @Nullable Pairing pairing;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean ready;

  TunnelEnd(Member member, Pairings pairings) {
    this.member = member;
    this.pairings = pairings;
  }

  @Override
  public Role role() {
    return member.hello().role();
  }

  @Override
  public String group() {
    return member.hello().group();
  }

  @Override
  public InstanceId instance() {
    return member.hello().instance();
  }

  @Override
  public InstanceId wanted() {
    return member.hello().wanted();
  }

  @Override
  public Object loop() {
    return member.channel().eventLoop();
  }

  Channel channel() {
    return member.channel();
  }

  Member member() {
    return member;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    pinger.start(ctx);
    pairings.offer(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof Frame.Control control)) {
      ReferenceCountUtil.release(message);
      throw new ProtocolViolation("bytes behind READY (expected: none before the switch)");
    }
    switch (control) {
      case Frame.Pong pong when !ready -> pinger.pong(ctx, pong);
      case Frame.Ready frame when pairing != null && !ready -> {
        ready = true;
        pairing.ready();
      }
      case Frame.Control frame ->
          throw new ProtocolViolation(
              frame.getClass().getSimpleName()
                  + (pairing == null
                      ? " while pending"
                      : ready ? " behind READY" : " after PAIRED"));
    }
  }

  /// The matchmaker has found a partner.
  void paired(Pairing with, InstanceId peer) {
    pinger.stop();
    pairing = with;
    if (!channel().isActive()) {
      with.close();
      return;
    }
    channel().writeAndFlush(new Frame.Paired(with.tunnel(), peer));
    timeout = channel().eventLoop().schedule(this::late, SWITCH_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void late() {
    channel().pipeline().fireExceptionCaught(new LateException("no READY from the edge in time"));
  }

  /// The switch: START to the entry-point, then L1 and the codec are taken out. What the decoder
  /// has left comes back to this handler, which refuses it: it would be taken for the relay's own
  /// words.
  void goRaw(RawForwarder forwarder) {
    if (role() == Role.ENTRY) {
      channel().writeAndFlush(new Frame.Start());
    }
    ChannelPipeline pipeline = channel().pipeline();
    if (pipeline.context(this) != null) { // not closed meanwhile
      pipeline.remove(HandlerNames.FRAME_DECODER);
    }
    if (pipeline.context(this) == null) {
      return; // closed, perhaps by this
    }
    pipeline.replace(this, HandlerNames.FORWARDER, forwarder);
    pipeline.remove(HandlerNames.FRAME_ENCODER);
    pipeline.remove(HandlerNames.OUTER_TLS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pinger.stop();
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (pairing == null) {
      pairings.withdraw(this);
    } else {
      pairing.close();
    }
    ctx.fireChannelInactive();
  }
}
