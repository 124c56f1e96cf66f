package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class HeldBytesTest {
  @Test
  void releasesEverythingItHolds() {
    var held = new HeldBytes();
    ByteBuf first = Unpooled.buffer().writeByte(1);
    ByteBuf second = Unpooled.buffer().writeByte(2);
    held.add(first);
    held.add(second);
    held.release();
    assertTrue(held.isEmpty());
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
  }
}
