package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.tls.PeerIdentity;

/// Waits for L3's handshake and then hands the tunnel over to whatever binds it to a session.
/// Belongs to the channel's loop.
final class SecuringHandler extends ChannelInboundHandlerAdapter {
  private final Tunnel tunnel;
  private final Frame.Paired paired;

  SecuringHandler(Tunnel tunnel, Frame.Paired paired) {
    this.tunnel = tunnel;
    this.paired = paired;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      var tls = (SslHandler) ctx.pipeline().get(HandlerNames.INNER_TLS);
      tunnel.advance(TunnelState.Event.HANDSHAKE);
      var secured = new SecuredTunnel(tunnel, paired.tunnel(), paired.peer(), PeerIdentity.of(tls));
      ctx.pipeline()
          .addBefore(
              HandlerNames.SECURING, HandlerNames.FRAME_DECODER, new FrameDecoder(Layer.STREAMS));
      ctx.pipeline().replace(this, HandlerNames.BIND, tunnel.secured(secured));
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    io.netty.util.ReferenceCountUtil.release(message);
    throw new ProtocolViolation("bytes from the relay behind its last frame (expected: none)");
  }
}
