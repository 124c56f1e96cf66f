package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class QueuedBytesTest {
  private static final int MIB = 1 << 20;

  private double memoryEighths;

  private final QueuedBytes queued = new QueuedBytes(4 * MIB, () -> memoryEighths);
  private final WindowBudget budget =
      new WindowBudget(new StreamSettings(256 << 10, 16 * MIB, 64 * MIB, 4 * MIB, 0), queued);

  @Test
  void becomesScarceStepByStep() {
    queued.add(2 * MIB - 1);
    assertTrue(queued.isAmple());
    queued.add(1);
    assertFalse(queued.isAmple());
    queued.add(3 * MIB / 2 - 1);
    assertFalse(queued.isScarce());
    queued.add(1);
    assertTrue(queued.isScarce());
    queued.add(MIB / 2 - 1);
    assertFalse(queued.isUsedUp());
    queued.add(1);
    assertTrue(queued.isUsedUp());
    queued.add(-4 * MIB);
    assertTrue(queued.isAmple());
  }

  @Test
  void memoryThatIsInUseForOtherThingsCountsAsWell() {
    memoryEighths = 6;
    assertFalse(queued.isScarce());
    memoryEighths = 6.1;
    assertTrue(queued.isScarce());
    queued.add(2 * MIB);
    assertFalse(queued.isUsedUp());
    memoryEighths = 7.1;
    assertTrue(queued.isUsedUp());
    assertEquals(QueuedBytes.STILL_NANOS, queued.patienceNanos());
    memoryEighths = 7.6;
    assertEquals(QueuedBytes.STILL_NOW_NANOS, queued.patienceNanos());
  }

  @Test
  void nobodyIsGivenUpForMemoryThatOthersUse() {
    queued.add(2 * MIB - 1);
    memoryEighths = 8;
    assertFalse(queued.isUsedUp());
    assertEquals(Long.MAX_VALUE, queued.patienceNanos());
  }

  @Test
  void hasLessPatienceTheMoreWaits() {
    queued.add(4 * MIB - 1);
    assertEquals(Long.MAX_VALUE, queued.patienceNanos());
    queued.add(1);
    assertEquals(QueuedBytes.STILL_NANOS, queued.patienceNanos());
    queued.add(MIB);
    assertEquals(QueuedBytes.STILL_NOW_NANOS, queued.patienceNanos());
    queued.add(MIB);
    assertEquals(0, queued.patienceNanos());
  }

  @Test
  void fromUsedUpMemoryOnOnlyThoseReadWhoKeepNothing() {
    assertTrue(queued.mayRead(1));
    memoryEighths = 7.1;
    assertTrue(queued.mayRead(0));
    assertFalse(queued.mayRead(1), "whatever it is used for");
    memoryEighths = 0;
    queued.add(4 * MIB);
    assertTrue(queued.mayRead(0));
    assertFalse(queued.mayRead(1));
  }

  @Test
  void whatWaitsIsCopiedOutOfItsBufferFromHalfOn() {
    assertFalse(queued.isTight());
    memoryEighths = 4.1;
    assertTrue(queued.isTight());
    memoryEighths = 0;
    queued.add(2 * MIB);
    assertTrue(queued.isTight());
  }

  @Test
  void windowsSuitTheBound() {
    StreamSettings all = StreamSettings.DEFAULT;
    assertEquals(all, all.withQueuedBytes(all.queuedBytes()));
    StreamSettings little = all.withQueuedBytes(32L * MIB);
    assertEquals(32 << 10, little.initialWindowBytes());
    assertEquals(16 * MIB, little.sessionWindowBytes());
    assertEquals(16 << 10, all.withQueuedBytes(1).initialWindowBytes(), "a frame, and some");
  }

  @Test
  void aShareIsAnEqualPartAndNeverTooLittle() {
    assertEquals(2 * MIB, queued.shareBytes());
    for (int i = 0; i < 16; i++) {
      queued.enter();
    }
    assertEquals(MIB / 8, queued.shareBytes());
    for (int i = 0; i < 10_000; i++) {
      queued.enter();
    }
    assertEquals(8 << 10, queued.shareBytes());
    for (int i = 0; i < 10_015; i++) {
      queued.leave();
    }
    assertEquals(2 * MIB, queued.shareBytes());
  }

  @Test
  void windowsDoNotGrowAboveHalf() {
    queued.add(2 * MIB);
    assertEquals(0, budget.grow(256 << 10));
    queued.add(-1);
    assertEquals(256 << 10, budget.grow(256 << 10));
  }

  @Test
  void creditIsTheShareWhileBytesAreScarce() {
    for (int i = 0; i < 31; i++) {
      queued.enter();
    }
    var window = new ReceiveWindow(budget, 0);
    window.receive(0, 256 << 10);
    queued.add(7 * MIB / 2);
    assertFalse(window.consume((32 << 10) - 1, 1, 0));
    assertTrue(window.consume(1, 1, 0), "an eighth is consumed");
    assertEquals(256 << 10, window.credit(1).limit(), "what was given stays given");
    window.consume((256 - 32) << 10, 1, 0);
    assertEquals((256 << 10) + (64 << 10), window.credit(1).limit(), "2 MiB / 32");
    window.receive(256 << 10, 64 << 10);
    queued.add(-7 * MIB / 2);
    assertTrue(window.consume(32 << 10, 1, 0), "half of what was granted, or the peer stops");
    assertEquals((288 + 256) << 10, window.credit(1).limit());
  }

  @Test
  void whoKeepsHalfOfItsShareSendsNoMoreWhileBytesAreScarce() {
    for (int i = 0; i < 32; i++) {
      queued.enter();
    }
    var kept = new UnacknowledgedBytes(queued);
    ByteBuf frame = Unpooled.wrappedBuffer(new byte[16_368]);
    kept.add(frame);
    assertEquals(1000, kept.room(1000));
    queued.add(7 * MIB / 2);
    assertEquals((32 << 10) - 16_368, kept.room(1 << 20));
    kept.add(frame);
    kept.add(frame);
    assertEquals(0, kept.room(1 << 20));
    kept.acknowledge(2 * 16_368);
    assertEquals((32 << 10) - 16_368, kept.room(1 << 20));
    kept.release();
    assertEquals(7 * MIB / 2, queued.bytes());
    assertEquals(1, frame.refCnt());
    frame.release();
  }

  @Test
  void aPieceCountsAsWhatItKeepsOfMemory() {
    var kept = new UnacknowledgedBytes(queued);
    ByteBuf small = Unpooled.wrappedBuffer(new byte[1]);
    kept.add(small);
    assertEquals(256, queued.bytes());
    ByteBuf half = Unpooled.wrappedBuffer(new byte[8192]);
    kept.add(half);
    assertEquals(256 + 16_368, queued.bytes());
    kept.release();
    assertEquals(0, queued.bytes());
    small.release();
    half.release();
  }
}
