package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.net.NoMemory;
import org.junit.jupiter.api.Test;

class SpareMemoryTest {
  @Test
  void aCopyKeepsNothingOfTheBufferThatThePieceLayIn() {
    ByteBuf whole = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4});
    ByteBuf copy = SpareMemory.compact(whole.retainedSlice(1, 2));
    assertEquals(1, whole.refCnt());
    assertEquals(Unpooled.wrappedBuffer(new byte[] {2, 3}), copy);
    assertEquals(2, copy.capacity());
    copy.release();
    whole.release();
  }

  @Test
  void withoutMemoryThePieceStays() {
    ByteBuf piece = new NoMemory(1).buffer(4).writeInt(7);
    assertSame(piece, SpareMemory.compact(piece));
    assertEquals(7, piece.readInt());
    piece.release();
  }
}
