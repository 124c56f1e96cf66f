package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.turnpike.net.NoMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnacknowledgedBytesTest {
  private final QueuedBytes queued = new QueuedBytes(1 << 20, () -> 0);
  private final UnacknowledgedBytes kept = new UnacknowledgedBytes(queued);

  /// What would be sent again, each as offset:value.
  private List<String> again() {
    List<String> all = new ArrayList<>();
    kept.again((offset, bytes) -> {
      for (long at = offset; bytes.isReadable(); at++) {
        all.add(at + ":" + bytes.readByte());
      }
      bytes.release();
    });
    return all;
  }

  /// @param copies for how many there is memory besides the four pieces
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9})
  void keepsEveryPieceWhetherThereIsMemoryForACopyOrNot(int copies) {
    var memory = new NoMemory(4 + copies);
    List<ByteBuf> pieces = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pieces.add(memory.buffer(1, 1).writeByte(i));
    }
    for (ByteBuf piece : pieces) {
      kept.add(piece);
      piece.release();
    }
    assertEquals(List.of("0:0", "1:1", "2:2", "3:3"), again());
    kept.acknowledge(2);
    assertEquals(List.of("2:2", "3:3"), again());
    kept.acknowledge(4);
    assertEquals(List.of(), again());
    assertEquals(0, queued.bytes());
    pieces.forEach(piece -> assertEquals(0, piece.refCnt()));
  }

  @Test
  void nothingIsKeptOfNothing() {
    kept.add(new NoMemory(1).buffer(0, 0));
    assertEquals(List.of(), again());
  }
}
