package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.net.NoMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  @Test
  void smallPiecesAreKeptAsTheyAreWhenThereIsNoMemory() {
    var memory = new NoMemory(3);
    List<ByteBuf> pieces =
        IntStream.rangeClosed(1, 3)
            .mapToObj(value -> memory.buffer(1, 1).writeByte(value))
            .toList();
    var held = new HeldBytes();
    pieces.forEach(held::addCompactly);
    for (int value = 1; value <= 3; value++) {
      ByteBuf piece = held.poll();
      assertEquals(value, piece.readByte());
      assertEquals(0, piece.readableBytes());
      piece.release();
    }
    assertTrue(held.isEmpty());
  }

  /// Memory may become scarce, and ample again, between two questions.
  @Test
  void whoIsNotToldThatThereIsNoRoomGoesOn() {
    var rooms = new ArrayDeque<>(List.of(2, 3, 0));
    List<Integer> sent = new ArrayList<>();
    var held = new HeldBytes();
    held.add(Unpooled.buffer().writeBytes(new byte[10]));
    var taker =
        new HeldBytes.Taker() {
          @Override
          public int sendable() {
            return rooms.remove();
          }

          @Override
          public void send(ByteBuf bytes) {
            sent.add(bytes.readableBytes());
            bytes.release();
          }
        };
    assertFalse(held.sendTo(taker));
    assertEquals(List.of(2, 3), sent);
    assertTrue(rooms.isEmpty(), "it has been told");
    rooms.add(100);
    assertTrue(held.sendTo(taker));
    assertEquals(List.of(2, 3, 5), sent);
  }
}
