package io.turnpike.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import org.junit.jupiter.api.Test;

final class HeadroomTest {
  private static ByteBuf read(int headroom, String text) {
    return Unpooled.buffer()
        .writeZero(headroom)
        .writeBytes(text.getBytes(US_ASCII))
        .readerIndex(headroom);
  }

  private static ByteBuf join(ByteBuf rest, ByteBuf read) {
    return HeadroomCumulator.INSTANCE.cumulate(UnpooledByteBufAllocator.DEFAULT, rest, read);
  }

  @Test
  void allocatedBuffersLeaveRoomInFrontAndNoMoreBehindThanIsRead() {
    var handle = new HeadroomAllocator(16, new FixedRecvByteBufAllocator(100)).newHandle();
    ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
    assertEquals(16, buffer.readerIndex());
    assertEquals(0, buffer.readableBytes());
    assertEquals(100, buffer.writableBytes());
    buffer.release();
  }

  @Test
  void nothingIsReadWhereNothingMayBe() {
    var handle = new HeadroomAllocator(16, new FixedRecvByteBufAllocator(100), () -> 0).newHandle();
    assertThrows(NotReadException.class, () -> handle.allocate(UnpooledByteBufAllocator.DEFAULT));
  }

  @Test
  void whoMayPauseIsToldThatThereIsNoMemoryAndOthersFail() {
    var sizes = new FixedRecvByteBufAllocator(100);
    var pausing = new HeadroomAllocator(16, sizes, () -> 1).newHandle();
    assertThrows(NotReadException.class, () -> pausing.allocate(new NoMemory(0)));
    var other = new HeadroomAllocator(16, sizes).newHandle();
    assertThrows(OutOfMemoryError.class, () -> other.allocate(new NoMemory(0)));
  }

  @Test
  void restIsPutInFrontOfTheNextRead() {
    ByteBuf rest = Unpooled.copiedBuffer("abc", US_ASCII).skipBytes(1);
    ByteBuf read = read(2, "def");
    ByteBuf joined = join(rest, read);
    assertSame(read, joined);
    assertEquals("bcdef", joined.toString(US_ASCII));
    assertEquals(0, rest.refCnt());
    joined.release();
  }

  @Test
  void restThatDoesNotFitIsJoinedByACopy() {
    ByteBuf rest = Unpooled.buffer().writeBytes("abc".getBytes(US_ASCII));
    ByteBuf read = read(2, "def");
    ByteBuf joined = join(rest, read);
    assertNotSame(read, joined);
    assertEquals("abcdef", joined.toString(US_ASCII));
    assertEquals(0, read.refCnt());
    joined.release();
  }

  @Test
  void sharedReadIsNotWrittenTo() {
    ByteBuf rest = Unpooled.buffer().writeBytes("abc".getBytes(US_ASCII));
    ByteBuf read = read(8, "def").retain();
    ByteBuf joined = join(rest, read);
    assertEquals("abcdef", joined.toString(US_ASCII));
    assertEquals(0, read.getByte(7));
    joined.release();
    read.release();
  }
}
