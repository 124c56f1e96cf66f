package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rule of `protocol.md` §6 on simulated paths: a round trip, a rate that all streams share,
/// and readers with a rate of their own.
final class WindowSimulationTest {
  private static final int STEPS_OF_A_ROUND_TRIP = 64;
  private static final int ROUND_TRIPS = 40;
  private static final double MILLI = 1e6;
  private static final long FIRST = StreamSettings.DEFAULT.initialWindowBytes();
  private static final long MOST = StreamSettings.DEFAULT.maxWindowBytes();
  private static final double ANY = Double.MAX_VALUE;

  private final WindowBudget budget =
      new WindowBudget(StreamSettings.DEFAULT, new QueuedBytes(256L << 20, () -> 0));

  /// Round trip in ms and rate in MB/s, up to what the largest window carries.
  static Stream<Arguments> paths() {
    return Stream.of(20, 70, 141, 300)
        .flatMap(millis -> Stream.of(1, 5, 20, 45).map(rate -> Arguments.of(millis, rate)));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void oneStreamFillsTheLongPathAndTakesNoMoreThanFourTimesWhatItHolds(int millis, int rate) {
    var path = new Path(millis * MILLI, rate, List.of(ANY));
    path.run();
    double holds = millis * rate * 1000.0;
    double window = path.ends.getFirst().window.windowBytes();
    assertTrue(window <= Math.max(FIRST, 4 * holds), "window " + window + ", path " + holds);
    assertTrue(window >= Math.min(MOST, holds), "window " + window + ", path " + holds);
    assertEquals(rate, path.megabytesPerSecond(), 0.05 * rate);
  }

  @Test
  void eightStreamsFillAPathTogether() {
    var path = new Path(141 * MILLI, 360, java.util.Collections.nCopies(8, ANY));
    path.run();
    assertEquals(360, path.megabytesPerSecond(), 18);
  }

  @Test
  void theWindowFollowsAReaderThatIsSlowerThanThePath() {
    var path = new Path(100 * MILLI, 100, List.of(4.0));
    path.run();
    long window = path.ends.getFirst().window.windowBytes();
    assertTrue(window <= 4 * 400_000, "window " + window);
    assertEquals(4, path.megabytesPerSecond(), 0.2);
  }

  @Test
  void aReaderThatIsSlowFromTheBeginningKeepsItsFirstWindow() {
    var path = new Path(100 * MILLI, 100, List.of(1.0));
    path.run();
    assertEquals(FIRST, path.ends.getFirst().window.windowBytes());
  }

  /// Senders that always have something, a link, and readers. Time in nanoseconds, rates in bytes a
  /// nanosecond, which is 1,000 MB/s.
  private final class Path {
    final List<End> ends = new ArrayList<>();
    final double roundTrip;
    final double rate;
    final double step;
    double spare;
    long lately;

    Path(double roundTrip, double megabytesPerSecond, List<Double> readers) {
      this.roundTrip = roundTrip;
      this.rate = megabytesPerSecond / 1000;
      this.step = roundTrip / STEPS_OF_A_ROUND_TRIP;
      readers.forEach(reader -> ends.add(new End(reader / 1000)));
    }

    void run() {
      int steps = ROUND_TRIPS * STEPS_OF_A_ROUND_TRIP;
      for (int i = 1; i <= steps; i++) {
        long now = (long) (i * step);
        spare = Math.min(spare, rate * step) + rate * step;
        for (int j = 0; j < ends.size(); j++) { // who is first takes turns
          End end = ends.get((i + j) % ends.size());
          long bytes = Math.min(end.limit - end.sent, (long) spare / (ends.size() - j));
          spare -= bytes;
          end.send(bytes);
        }
        long before = consumed();
        ends.forEach(end -> end.receive(now));
        lately += i > steps / 2 ? consumed() - before : 0;
      }
    }

    /// In the second half of the time.
    double megabytesPerSecond() {
      return lately / (ROUND_TRIPS / 2 * roundTrip) * 1000;
    }

    private long consumed() {
      return ends.stream().mapToLong(end -> end.window.consumed()).sum();
    }

    private final class End {
      final ReceiveWindow window = new ReceiveWindow(budget, 0);
      final Queue<Long> bytesOnTheWay = new ArrayDeque<>();
      final Queue<Long> creditsOnTheWay = new ArrayDeque<>();
      final double reader;
      long limit = FIRST;
      long granted = FIRST;
      long sent;
      double readable;

      End(double reader) {
        this.reader = reader;
        for (int i = 0; i < STEPS_OF_A_ROUND_TRIP / 2; i++) {
          bytesOnTheWay.add(0L);
          creditsOnTheWay.add(FIRST);
        }
      }

      void send(long bytes) {
        sent += bytes;
        bytesOnTheWay.add(bytes);
      }

      void receive(long now) {
        window.receive(window.received(), Math.toIntExact(bytesOnTheWay.remove()));
        long waits = window.received() - window.consumed();
        readable = reader == ANY ? waits : Math.min(readable, reader * step) + reader * step;
        int taken = (int) Math.min(waits, readable);
        readable -= taken;
        if (window.consume(taken, now, (long) roundTrip)) {
          granted = window.credit(1).limit();
        }
        creditsOnTheWay.add(granted);
        limit = creditsOnTheWay.remove();
      }
    }
  }
}
