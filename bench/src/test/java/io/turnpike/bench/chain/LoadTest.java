package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Source and destination, without a chain between them.
@EnabledOnOs(OS.LINUX)
class LoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Sink sink;
  private Source source;
  private InetSocketAddress address;

  @BeforeEach
  void open() throws Exception {
    sink = Sink.open(Place.loopback());
    source = Source.open(Place.loopback());
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port());
  }

  @AfterEach
  void close() {
    source.close();
    sink.close();
  }

  @Test
  void everyShortConnectionGetsItsByteBack() throws Exception {
    Exchanges exchanges = new Exchanges(source, address, new Exchanges.Plan(8, 100, false));
    exchanges.start();
    exchanges.awaitEnd(PATIENCE);

    assertEquals(100, exchanges.done());
    assertEquals(0, exchanges.errors());
    assertTrue(exchanges.slowestNanos() > 0);
  }

  @Test
  void aConnectionThatIsRefusedIsAnError() throws Exception {
    // Bound, so that no other program takes the port, but not listening.
    try (SocketChannel bound = SocketChannel.open()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Exchanges exchanges =
          new Exchanges(
              source,
              (InetSocketAddress) bound.getLocalAddress(),
              new Exchanges.Plan(2, 10, false));
      exchanges.start();
      exchanges.awaitEnd(PATIENCE);

      assertEquals(0, exchanges.done());
      assertEquals(10, exchanges.errors());
    }
  }

  @Test
  void aPingPongMeasuresEveryRoundTrip() throws Exception {
    try (PingPong pingPong = PingPong.open(Place.loopback(), address)) {
      long[] nanos = pingPong.run(Duration.ofMillis(50));

      assertTrue(nanos.length > 1);
      assertTrue(Stats.percentile(nanos, 0) > 0);
    }
  }

  @Test
  void whatBulkStreamsSendIsCountedForEach() throws Exception {
    Results results = new Results();
    Effort effort =
        new Effort(
            Duration.ZERO, Duration.ofMillis(200), Duration.ZERO, Duration.ZERO, 0, false, 1);
    DirectChain chain = new DirectChain();
    Bed.Running running = new Bed.Running(chain, List.of(), Map.of(), address);
    Bed bed = new Bed(running, source, sink, effort, results);

    BulkMeter.Reading reading = BulkMeter.measure(bed, 3, Duration.ofMillis(300));

    assertEquals(3, reading.bytes().size());
    assertTrue(reading.megabytesPerSecond() > 0);
  }
}
