package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.frame.ProtocolViolation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StreamStateTest {

  /// The table of `docs/protocol.md` §5.2: state to the states after OPENED, local FIN, remote FIN.
  private static Map<String, List<String>> table() throws Exception {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "protocol.md"))) {
      String[] cells = line.split("\\|");
      if (cells.length == 6 && cells[1].strip().matches("[A-Z_]+")) {
        rows.put(cells[1].strip(), Arrays.stream(cells).skip(3).map(String::strip).toList());
      }
    }
    return rows;
  }

  @Test
  void everyStateAndEventIsAsTheDocumentSays() throws Exception {
    var table = table();
    assertEquals(StreamState.values().length, table.size());
    var events =
        List.of(
            StreamState.Event.OPENED, StreamState.Event.LOCAL_FIN, StreamState.Event.REMOTE_FIN);
    for (StreamState state : StreamState.values()) {
      for (int i = 0; i < events.size(); i++) {
        String expected = table.get(state.name()).get(i);
        StreamState.Event event = events.get(i);
        if (expected.matches("[A-Z_]+")) {
          assertEquals(StreamState.valueOf(expected), state.on(event), state + " on " + event);
        } else {
          assertThrows(ProtocolViolation.class, () -> state.on(event), state + " on " + event);
        }
      }
    }
  }

  @Test
  void resetEndsEveryStateButClosed() {
    for (StreamState state : StreamState.values()) {
      StreamState expected = state == StreamState.CLOSED ? StreamState.CLOSED : StreamState.RESET;
      assertEquals(expected, state.on(StreamState.Event.RESET));
    }
  }

  @Test
  void dataMayFlowExactlyWhereNoFinHasPassed() {
    List<StreamState> receives = new ArrayList<>();
    List<StreamState> sends = new ArrayList<>();
    for (StreamState state : StreamState.values()) {
      if (state.receives()) {
        receives.add(state);
      }
      if (state.sends()) {
        sends.add(state);
      }
    }
    assertEquals(List.of(StreamState.ACCEPTING, StreamState.OPEN, StreamState.LOCAL_FIN), receives);
    assertEquals(List.of(StreamState.OPENING, StreamState.OPEN, StreamState.REMOTE_FIN), sends);
  }
}
