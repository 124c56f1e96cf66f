package io.turnpike.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.turnpike.frame.ProtocolViolation;

/// The first handler of a connection that is not authorised yet: bounds what is read of it, and
/// keeps the [Doorkeeper]'s account of it. Belongs to the channel's loop.
final class StrangerHandler extends ChannelInboundHandlerAdapter {
  private final Doorkeeper doorkeeper;
  private final Doorkeeper.Visit visit;
  private final int maxBytes;
  private int bytes;

  StrangerHandler(Doorkeeper doorkeeper, Doorkeeper.Visit visit, int maxBytes) {
    this.doorkeeper = doorkeeper;
    this.visit = visit;
    this.maxBytes = maxBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bytes += ((ByteBuf) message).readableBytes();
    if (bytes > maxBytes) {
      ((ByteBuf) message).release();
      ctx.channel().config().setAutoRead(false);
      ctx.fireExceptionCaught(
          new ProtocolViolation("more than " + maxBytes + " bytes before being authorised"));
      return;
    }
    ctx.fireChannelRead(message);
  }

  /// The edge is welcome: nothing more is counted.
  void welcome(ChannelHandlerContext ctx) {
    doorkeeper.authorised(visit);
    ctx.pipeline().remove(this);
  }

  /// The channel has ended, authorised or not.
  void ended() {
    doorkeeper.leave(visit, bytes > 0, System.nanoTime());
  }
}
