package io.turnpike.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/// Joins the rest of a TLS record with the next read by putting the rest in front of it, into the
/// room that [HeadroomAllocator] left: a copy of the rest (8 KiB on average), and not of all that
/// was read. Stateless.
public final class HeadroomCumulator implements ByteToMessageDecoder.Cumulator {
  /// Room for the rest of the largest TLS 1.3 record: header, 2^14 bytes, type, tag.
  public static final int HEADROOM_BYTES = 5 + 16_384 + 1 + 16;

  public static final HeadroomCumulator INSTANCE = new HeadroomCumulator();

  private HeadroomCumulator() {}

  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf rest, ByteBuf read) {
    int length = rest.readableBytes();
    int start = read.readerIndex() - length;
    if (length == 0 || start < 0 || read.refCnt() != 1 || read.isReadOnly()) {
      return ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, rest, read);
    }
    read.setBytes(start, rest, rest.readerIndex(), length);
    rest.release();
    return read.readerIndex(start);
  }
}
