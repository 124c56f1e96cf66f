package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StayingStreamsTest {
  private final StayingStreams streams = new StayingStreams();

  @Test
  void streamThatIsThereTwiceStays() {
    streams.look(List.of(3));
    assertFalse(streams.any());
    streams.look(List.of(3, 9));
    assertTrue(streams.any());
  }

  @Test
  void streamsThatComeAndGoDoNot() {
    streams.look(List.of(1, 2));
    streams.look(List.of(3, 4));
    streams.look(List.of(5));
    assertFalse(streams.any());
  }

  @Test
  void nothingStaysOnceAllHaveEnded() {
    streams.look(List.of(1));
    streams.look(List.of(1));
    streams.look(List.of());
    assertFalse(streams.any());
  }
}
