package io.turnpike.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.turnpike.frame.Frame;
import io.turnpike.net.HeadroomCumulator;

/// The switch from L1 and L2 to L3 and L4 at an edge (`protocol.md` §4.3), within one call on the
/// channel's loop, so that no read falls between its steps.
final class TunnelSwitch {
  private static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;

  private TunnelSwitch() {}

  /// Takes L1 out, then adds L3: as TLS client it speaks the moment it is added, and must not be
  /// heard by L1.
  static void entrySide(
      ChannelHandlerContext ctx, PendingHandler pending, Tunnel tunnel, Frame.Paired paired) {
    ChannelPipeline pipeline = ctx.pipeline();
    replaceSession(pipeline, pending, tunnel, paired);
    pipeline.remove(HandlerNames.OUTER_TLS);
    pipeline.addFirst(HandlerNames.INNER_TLS, innerTls(ctx, tunnel));
  }

  /// Adds L3 behind L1, then takes L1 out: as TLS server it is silent, and no byte passes it by.
  static void reverseSide(
      ChannelHandlerContext ctx, PendingHandler pending, Tunnel tunnel, Frame.Paired paired) {
    ChannelPipeline pipeline = ctx.pipeline();
    replaceSession(pipeline, pending, tunnel, paired);
    pipeline.addAfter(HandlerNames.OUTER_TLS, HandlerNames.INNER_TLS, innerTls(ctx, tunnel));
    pipeline.remove(HandlerNames.OUTER_TLS);
  }

  /// First the session's handler, then the decoder: a decoder that is taken out hands on what it
  /// has left at once, and the [SecuringHandler] refuses it. The decoder of L4 comes behind L3's
  /// handshake, so that no byte of the relay's can become the beginning of a frame of the far end.
  private static void replaceSession(
      ChannelPipeline pipeline, PendingHandler pending, Tunnel tunnel, Frame.Paired paired) {
    pipeline.replace(pending, HandlerNames.SECURING, new SecuringHandler(tunnel, paired));
    pipeline.remove(HandlerNames.FRAME_DECODER);
  }

  private static SslHandler innerTls(ChannelHandlerContext ctx, Tunnel tunnel) {
    SslHandler tls = tunnel.innerTls().newHandler(ctx.alloc());
    tls.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
    tls.setCumulator(HeadroomCumulator.INSTANCE);
    return tls;
  }
}
