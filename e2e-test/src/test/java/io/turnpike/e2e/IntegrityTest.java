package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every byte arrives, once, in order, on its own stream.
class IntegrityTest {
  private static final int STREAMS = 100;
  private static final int DOWN = 1_000;

  /// In each direction, all streams together.
  private static final long BULK_BYTES = Long.getLong("turnpike.e2e.mib", 1024) << 20;

  private static final long[] SIZES = {
    0,
    1,
    16_367,
    16_368,
    16_369,
    16_383,
    16_384,
    16_385,
    65_535,
    65_536,
    (1 << 20) - 1,
    1 << 20,
    (1 << 20) + 1
  };

  /// Says which content it sends and wants; sends and reads at the same time.
  private static void exchange(Socket socket, Content mine, Content theirs) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> sent = executor.submit(write(socket, mine));
      assertArrayEquals(theirs.sha256(), theirs.readFrom(socket.getInputStream()));
      sent.get();
    }
  }

  private static Callable<?> write(Socket socket, Content content) {
    return () -> {
      content.writeTo(socket.getOutputStream());
      socket.shutdownOutput();
      return null;
    };
  }

  /// A number, the size up and the size down, then content in both directions.
  private static void serve(Socket socket) throws Exception {
    var in = new DataInputStream(socket.getInputStream());
    int number = in.readInt();
    var up = new Content(number, in.readLong());
    var down = new Content(DOWN + number, in.readLong());
    exchange(socket, down, up);
  }

  private static void ask(Carrier carrier, Content up, long downBytes) throws Exception {
    try (Socket source = Tcp.connect(carrier.address())) {
      var out = new DataOutputStream(source.getOutputStream());
      out.writeInt(up.number());
      out.writeLong(up.length());
      out.writeLong(downBytes);
      exchange(source, up, new Content(DOWN + up.number(), downBytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySizeArrivesWhole(Carriers carriers) throws Exception {
    try (var destination = Destination.start(IntegrityTest::serve);
        var carrier = carriers.start(destination.route())) {
      int number = 0;
      for (long up : SIZES) {
        for (long down : SIZES) {
          ask(carrier, new Content(number++, up), down);
        }
      }
      carrier.awaitNoStreams();
      assertEquals(SIZES.length * SIZES.length, destination.accepted());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAIN_OF_THREE_THREADS", "PROXY_OF_THREE_THREADS"})
  void aHundredStreamsAtOnceArriveWhole(Carriers carriers) throws Exception {
    try (var destination = Destination.start(IntegrityTest::serve);
        var carrier = carriers.start(destination.route());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      long began = System.nanoTime();
      List<Future<?>> streams = new ArrayList<>();
      long left = BULK_BYTES;
      for (int number = 0; number < STREAMS; number++) {
        var up = new Content(number, left / (STREAMS - number));
        left -= up.length();
        long down = up.length();
        streams.add(
            executor.submit(() -> {
              ask(carrier, up, down);
              return null;
            }));
      }
      for (Future<?> stream : streams) {
        stream.get();
      }
      System.out.printf(
          "%s, %d streams, %d MiB in each direction: %d ms%n",
          carriers, STREAMS, BULK_BYTES >> 20, (System.nanoTime() - began) / 1_000_000);
      carrier.awaitNoStreams();
      destination.awaitNone();
    }
  }
}
