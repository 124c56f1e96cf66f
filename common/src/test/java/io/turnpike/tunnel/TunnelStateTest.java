package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.frame.ProtocolViolation;
import io.turnpike.tunnel.TunnelState.Event;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TunnelStateTest {
  /// The only way forward; everything else but CLOSE is a violation.
  private static final Map<TunnelState, Map<Event, TunnelState>> FORWARD =
      Map.of(
          TunnelState.DIALLING, Map.of(Event.WELCOME, TunnelState.PENDING),
          TunnelState.PENDING, Map.of(Event.PAIRED, TunnelState.PAIRED),
          TunnelState.PAIRED, Map.of(Event.HANDSHAKE, TunnelState.SECURED),
          TunnelState.SECURED, Map.of(Event.BIND, TunnelState.CARRYING),
          TunnelState.CARRYING, Map.of(),
          TunnelState.CLOSED, Map.of());

  static Stream<Arguments> table() {
    return Arrays.stream(TunnelState.values())
        .flatMap(state -> Arrays.stream(Event.values()).map(event -> Arguments.of(state, event)));
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyStateAndEvent(TunnelState state, Event event) {
    Optional<TunnelState> next =
        event == Event.CLOSE
            ? Optional.of(TunnelState.CLOSED)
            : Optional.ofNullable(FORWARD.get(state).get(event));
    if (next.isPresent()) {
      assertEquals(next.get(), state.on(event));
    } else {
      var violation = assertThrows(ProtocolViolation.class, () -> state.on(event));
      assertEquals(event + " in tunnel state " + state, violation.getMessage());
    }
  }

  @Test
  void theWayFromTheDialToTheFirstStream() {
    TunnelState state = TunnelState.DIALLING;
    for (Event event : new Event[] {Event.WELCOME, Event.PAIRED, Event.HANDSHAKE, Event.BIND}) {
      state = state.on(event);
    }
    assertEquals(TunnelState.CARRYING, state);
  }
}
