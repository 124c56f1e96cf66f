package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
  private static final int MIB = 1 << 20;

  @Test
  void isScarceFromSevenEighthsOn() {
    assertFalse(DirectMemory.isScarce(0, 800));
    assertFalse(DirectMemory.isScarce(700, 800));
    assertTrue(DirectMemory.isScarce(701, 800));
    assertFalse(DirectMemory.isScarce(701, 0), "nobody knows the limit");
  }

  private static int modest(long parts) {
    return DirectMemory.modest(128 << 10, (int) Math.min(Integer.MAX_VALUE, parts));
  }

  @Test
  void buffersOfManyAreModestWhereThereIsLittle() {
    long limit = DirectMemory.limitBytes();
    assertTrue(limit >= 256 * MIB, "this test runs with at least 256 MiB");
    assertEquals(128 << 10, modest(limit / (128 << 10)));
    assertEquals(64 << 10, modest(limit / (64 << 10)));
    assertEquals(32 << 10, modest(limit));
    assertEquals(1 << 10, DirectMemory.modest(1 << 10, Integer.MAX_VALUE));
  }

  @Test
  void whatTheAllocatorHoldsCountsAndComesBack() {
    assertFalse(DirectMemory.isScarce());
    List<ByteBuf> held = new ArrayList<>();
    long limit = PlatformDependent.maxDirectMemory();
    try {
      for (long bytes = 0; !DirectMemory.isScarce(); bytes += 8 * MIB) {
        assertTrue(bytes <= limit, "never scarce: limit=" + limit);
        held.add(ByteBufAllocator.DEFAULT.directBuffer(8 * MIB, 8 * MIB));
      }
    } finally {
      held.forEach(ByteBuf::release);
    }
    assertFalse(DirectMemory.isScarce());
  }
}
