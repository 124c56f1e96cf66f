package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/// Writes frames; anything else passes. Stateless.
///
/// DATA costs no copy: its 16 bytes of header go into the room in front of the bytes where the
/// buffer's owner left it (see [#HEADROOM_BYTES]), else into a small buffer of their own.
@Sharable
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
  /// Room in front of the bytes that lets DATA leave as one buffer.
  public static final int HEADROOM_BYTES = Frame.Data.OVERHEAD_BYTES;

  public static final FrameEncoder INSTANCE = new FrameEncoder();

  private static final int TYPICAL_BYTES = 64;

  private FrameEncoder() {}

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    switch (message) {
      case Frame.Data data -> writeData(ctx, data, promise);
      case Frame frame -> {
        ByteBuf out = ctx.alloc().ioBuffer(TYPICAL_BYTES);
        FrameWriter.write(frame, out);
        ctx.write(out, promise);
      }
      default -> ctx.write(message, promise);
    }
  }

  private static void writeData(ChannelHandlerContext ctx, Frame.Data data, ChannelPromise done) {
    ByteBuf bytes = data.bytes();
    int length = bytes.readableBytes();
    if (data.ownsRoom() || Frame.Data.hasRoom(bytes)) {
      int start = bytes.readerIndex() - HEADROOM_BYTES;
      FrameWriter.setDataHeader(bytes, start, data, length);
      ctx.write(bytes.readerIndex(start), done);
      return;
    }
    ByteBuf header;
    try {
      header = ctx.alloc().ioBuffer(HEADROOM_BYTES, HEADROOM_BYTES);
    } catch (OutOfMemoryError e) {
      bytes.release();
      throw e;
    }
    FrameWriter.setDataHeader(header, 0, data, length);
    ctx.write(header.writerIndex(HEADROOM_BYTES), ctx.voidPromise());
    ctx.write(bytes, done);
  }
}
