package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Wires.Side;
import io.turnpike.e2e.Wires.Wire;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Without resuming, what is lost with a tunnel ends in an RST at both ends of every connection,
/// never in order.
class TunnelLossTest {
  private static final int WIRES = 100;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /// The program that ends at once.
  private enum Lost {
    RELAY(Chain::stopRelay),
    REVERSE_PROXY(chain -> chain.reverse().close()),
    ENTRY_POINT(chain -> chain.entry().close());

    private final Consumer<Chain> stop;

    Lost(Consumer<Chain> stop) {
      this.stop = stop;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAResetAtBothEndsOfAHundredConnections(Lost lost) throws Exception {
    try (var wires =
        Wires.start(settings -> settings.withThreads(3).withResumeTimeout(Duration.ZERO))) {
      List<Wire> all = new ArrayList<>();
      for (int i = 0; i < WIRES; i++) {
        all.add(wires.open());
        prepare(all.getLast(), i);
      }
      lost.stop.accept(wires.chain());
      for (int i = 0; i < WIRES; i++) {
        for (Side side : Side.values()) {
          isReset(all.get(i).end(side), hasEnded(i, side.other()));
        }
      }
      wires.chain().awaitNoStreams();
    }
  }

  /// One in four each: idle, the source has ended, the destination has ended, bytes are under way.
  private static void prepare(Wire wire, int number) throws IOException {
    wire.source().getOutputStream().write(number);
    assertEquals(number, wire.destination().getInputStream().read());
    for (Side side : Side.values()) {
      if (hasEnded(number, side)) {
        wire.end(side).shutdownOutput();
        Tcp.expectEnd(wire.end(side.other()));
      }
    }
    if (number % 4 == 3) {
      wire.source().getOutputStream().write(new byte[60_000]);
      wire.destination().getOutputStream().write(new byte[60_000]);
    }
  }

  private static boolean hasEnded(int number, Side side) {
    return number % 4 == (side == Side.SOURCE ? 1 : 2);
  }

  /// Reading tells of it, unless the other end's FIN came before.
  private static void isReset(Socket socket, boolean finBefore) throws IOException {
    if (finBefore) {
      Tcp.awaitGone(socket, LIMIT);
    } else {
      Tcp.expectReset(socket, LIMIT);
    }
  }
}
