package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Wires.Side;
import io.turnpike.e2e.Wires.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// An RST of one end is an RST at the other within a second, whatever the connection was doing.
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResetTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration STANDSTILL = Duration.ofMillis(300);

  @Parameter Carriers carriers;

  private Wires wires;

  /// What the connection does when `near` sends its RST, which `far` must see.
  private enum State {
    IDLE(true) {
      @Override
      void enter(Socket near, Socket far) {}
    },
    NEAR_SENDS(false) {
      @Override
      void enter(Socket near, Socket far) {
        flow(near, far);
      }
    },
    FAR_SENDS(false) {
      @Override
      void enter(Socket near, Socket far) {
        flow(far, near);
      }
    },
    NEAR_DOES_NOT_READ(false) {
      @Override
      void enter(Socket near, Socket far) {
        fill(far);
      }
    },
    FAR_DOES_NOT_READ(true) {
      @Override
      void enter(Socket near, Socket far) {
        fill(near);
      }
    },
    NEAR_HAS_ENDED(false) {
      @Override
      void enter(Socket near, Socket far) throws IOException {
        near.shutdownOutput();
        Tcp.expectEnd(far);
      }
    },
    FAR_HAS_ENDED(true) {
      @Override
      void enter(Socket near, Socket far) throws IOException {
        far.shutdownOutput();
        Tcp.expectEnd(near);
      }
    };

    /// Whether the next read at `far` tells of the reset: there was no end before it, and no other
    /// thread has been told.
    private final boolean farReads;

    State(boolean farReads) {
      this.farReads = farReads;
    }

    abstract void enter(Socket near, Socket far) throws IOException;
  }

  static Stream<Arguments> cases() {
    return Arrays.stream(State.values())
        .flatMap(state -> Arrays.stream(Side.values()).map(side -> Arguments.of(side, state)));
  }

  @BeforeParameterizedClassInvocation
  void start(Carriers carriers) throws Exception {
    wires = Wires.start(carriers);
  }

  @AfterParameterizedClassInvocation
  void stop() throws IOException {
    wires.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void arrivesAtTheOtherEnd(Side side, State state) throws Exception {
    Wire wire = wires.open();
    Socket near = wire.end(side);
    Socket far = wire.end(side.other());
    near.getOutputStream().write(1);
    assertEquals(1, far.getInputStream().read());
    state.enter(near, far);
    long began = System.nanoTime();
    Tcp.reset(near);
    Tcp.awaitGone(far, LIMIT);
    System.out.printf(
        "%s %s reset, %s: %d ms%n", carriers, side, state, (System.nanoTime() - began) / 1_000_000);
    if (state.farReads) {
      Tcp.expectReset(far, LIMIT);
    }
    wires.carrier().awaitNoStreams();
  }

  /// Sends without end, and reads at the other end, until a reset.
  private static void flow(Socket from, Socket to) {
    var moved = new AtomicLong();
    Thread.ofVirtual().start(() -> write(from, new AtomicLong()));
    Thread.ofVirtual().start(() -> read(to, moved));
    Await.until(() -> "nothing flows", () -> moved.get() > 4 << 20);
  }

  /// Sends until nothing more is taken.
  private static void fill(Socket from) {
    var written = new AtomicLong();
    Thread.ofVirtual().start(() -> write(from, written));
    Await.standstill(STANDSTILL, written::get);
  }

  private static void write(Socket socket, AtomicLong count) {
    byte[] chunk = new byte[1 << 16];
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(chunk);
        count.addAndGet(chunk.length);
      }
    } catch (IOException e) {
      // the reset
    }
  }

  private static void read(Socket socket, AtomicLong count) {
    byte[] chunk = new byte[1 << 16];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        count.addAndGet(read);
      }
    } catch (IOException e) {
      // the reset
    }
  }
}
