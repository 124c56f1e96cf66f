package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/// Cuts the bytes of one layer into frames (`protocol.md` §3). Belongs to its channel's event loop.
///
/// A header is judged before anything is allocated by its claim. After the first
/// [ProtocolViolation], which goes down the pipeline as an exception once, all further bytes are
/// dropped; the last handler closes the channel.
public final class FrameDecoder extends ByteToMessageDecoder {
  private final Layer layer;
  private boolean broken;

  public FrameDecoder(Layer layer) {
    this.layer = layer;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < FrameWriter.HEADER_BYTES) {
      return;
    }
    try {
      Frame frame = next(in);
      if (frame != null) {
        out.add(frame);
      }
    } catch (ProtocolViolation e) {
      broken = true;
      in.skipBytes(in.readableBytes());
      throw e;
    }
  }

  private @org.jspecify.annotations.Nullable Frame next(ByteBuf in) {
    int start = in.readerIndex();
    int length = in.getUnsignedMedium(start);
    int code = in.getUnsignedByte(start + 3);
    int stream = in.getInt(start + 4);
    if (length > layer.maxPayloadBytes()) {
      throw new ProtocolViolation(
          "frame of %d bytes (expected: at most %d)".formatted(length, layer.maxPayloadBytes()));
    }
    FrameType type = FrameType.ofWireCode(code);
    if (type != null) {
      type.check(layer, length, stream);
    } else if (code >= FrameType.FIRST_CRITICAL_CODE) {
      throw new ProtocolViolation("frame of unknown type 0x" + Integer.toHexString(code));
    }
    if (in.readableBytes() < FrameWriter.HEADER_BYTES + length) {
      return null;
    }
    in.skipBytes(FrameWriter.HEADER_BYTES);
    if (type == null) {
      in.skipBytes(length);
      return null;
    }
    return FrameReader.read(type, stream, in.readSlice(length));
  }
}
