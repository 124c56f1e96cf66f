package io.turnpike.front;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.socksx.SocksVersion;

/// Looks at the first byte of a connection in front of SOCKS5's decoders, and tells of another
/// protocol's with a [Other]; they would only say that it is wrong. Belongs to its channel's loop.
final class FirstByte extends ChannelInboundHandlerAdapter {
  /// Not SOCKS5.
  record Other(int firstByte) {}

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    int first = bytes.getUnsignedByte(bytes.readerIndex());
    ctx.pipeline().remove(this); // before the rest, which may take all decoders out
    if (first == SocksVersion.SOCKS5.byteValue()) {
      ctx.fireChannelRead(bytes);
    } else {
      bytes.release();
      ctx.fireChannelRead(new Other(first));
    }
  }
}
