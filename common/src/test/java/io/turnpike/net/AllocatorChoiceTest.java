package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocatorChoiceTest {
  private static final long LITTLE = 64L << 20;

  @Test
  void isPooledWithLittleMemory() {
    assertEquals(Map.of(AllocatorChoice.TYPE, "pooled"), AllocatorChoice.of(LITTLE));
  }

  /// A read of a user's socket is larger than what Netty pools where it takes memory for little.
  @Test
  void poolsLargeBuffersWhereThereIsPlenty() {
    Map<String, String> plenty = Map.of(AllocatorChoice.LOW_MEMORY, "false");
    assertEquals(plenty, AllocatorChoice.of(512L << 20));
    assertEquals(plenty, AllocatorChoice.of(Long.MAX_VALUE), "nobody knows the limit");
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
