package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class AllocatorChoiceTest {
  private static final long LITTLE = 64L << 20;

  @Test
  void isPooledWithLittleMemoryUnlessTheUserHasChosen() {
    assertTrue(AllocatorChoice.isPooled(false, LITTLE));
    assertFalse(AllocatorChoice.isPooled(true, LITTLE));
    assertFalse(AllocatorChoice.isPooled(false, 512L << 20));
    assertFalse(AllocatorChoice.isPooled(false, Long.MAX_VALUE), "nobody knows the limit");
  }

  @Test
  void whatThePooledOneKeepsForLaterDoesNotCount() {
    var allocator = new PooledByteBufAllocator(true);
    ByteBuf stays = allocator.directBuffer(1 << 16);
    ByteBuf buffer = allocator.directBuffer(1 << 20);
    assertEquals((1 << 20) + (1 << 16), new PinnedBytes().of(allocator));
    buffer.release();
    assertTrue(allocator.metric().usedDirectMemory() >= 1 << 20);
    assertEquals(1 << 16, new PinnedBytes().of(allocator));
    stays.release();
  }
}
