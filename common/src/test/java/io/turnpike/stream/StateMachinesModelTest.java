package io.turnpike.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pure parts of a stream against simple models of them, in random sequences with fixed seeds.
final class StateMachinesModelTest {
  private static final int STEPS = 20_000;
  private static final long MAX_WINDOW = 1 << 14;

  private static WindowBudget budget() {
    return new WindowBudget(
        new StreamSettings(1 << 10, MAX_WINDOW, 1 << 15, 1 << 30, 30_000),
        new QueuedBytes(1 << 30, () -> 0));
  }

  /// A sender and a receiver joined by queues, both of which a loss empties.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void windowsAgreeHoweverTheTunnelIsLost(long seed) {
    assertTrue(windows(new Random(seed), STEPS) > STEPS, "little has happened");
  }

  /// @return how many bytes got through
  static long windows(Random random, int steps) {
    WindowBudget budget = budget();
    var sending = new SendWindow(budget.initialBytes());
    var receiving = new ReceiveWindow(budget, 0);
    List<long[]> data = new ArrayList<>(); // offset, length
    List<Frame.Credit> credits = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < steps; step++) {
      now += random.nextInt(50);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          int bytes = (int) Math.min(sending.available(), 1 + random.nextInt(700));
          if (bytes > 0) {
            data.add(new long[] {sending.sent(), bytes});
            sending.send(bytes);
          }
        }
        case 2, 3 -> {
          if (!data.isEmpty()) {
            long[] next = data.removeFirst();
            receiving.receive(next[0], (int) next[1]);
          }
        }
        case 4, 5 -> {
          int unread = (int) (receiving.received() - receiving.consumed());
          if (receiving.consume(random.nextInt(unread + 1), now, 100)) {
            credits.add(receiving.credit(1));
          }
        }
        case 6 -> {
          if (!credits.isEmpty()) {
            Frame.Credit credit = credits.removeFirst();
            sending.credit(credit.consumed(), credit.limit());
          }
        }
        default -> {
          if (random.nextInt(20) == 0) {
            lose(sending, receiving, data, credits);
          }
        }
      }
      assertTrue(sending.available() >= 0);
      assertTrue(sending.acknowledged() <= receiving.consumed());
      assertTrue(receiving.received() <= sending.sent());
      assertTrue(sending.sent() - receiving.consumed() <= MAX_WINDOW, "more than the window");
    }
    receiving.release();
    assertEquals(0, budget.grownBytes());
    return receiving.consumed();
  }

  private static void lose(
      SendWindow sending, ReceiveWindow receiving, List<long[]> data, List<Frame.Credit> credits) {
    data.clear();
    credits.clear();
    long from = receiving.resumeFrom();
    assertTrue(!sending.resume(from), "no FIN to send again");
    if (from < sending.sent()) {
      data.add(new long[] {from, sending.sent() - from});
    }
    Frame.Credit credit = receiving.credit(1);
    sending.credit(credit.consumed(), credit.limit());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void whatBreaksTheRulesOfCreditIsAViolation(long seed) {
    var random = new Random(seed);
    var sending = new SendWindow(1_000);
    sending.send(600);
    sending.credit(200, 1_200);
    for (int step = 0; step < STEPS; step++) {
      long consumed = random.nextInt(900);
      long limit = 1_000 + random.nextInt(400);
      boolean legal = consumed >= 200 && consumed <= 600 && limit >= 1_200;
      var probe = new SendWindow(1_000);
      probe.send(600);
      probe.credit(200, 1_200);
      if (legal) {
        probe.credit(consumed, limit);
        assertEquals(limit - 600, probe.available());
      } else {
        assertThrows(ProtocolViolation.class, () -> probe.credit(consumed, limit));
      }
    }
  }

  /// Against one long text.
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void unacknowledgedBytesAreTheEndOfWhatWasSent(long seed) {
    unacknowledged(new Random(seed), 3_000);
  }

  static void unacknowledged(Random random, int steps) {
    var kept = new UnacknowledgedBytes(new QueuedBytes(1 << 30, () -> 0));
    var sent = new StringBuilder();
    List<ByteBuf> lent = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      if (random.nextInt(3) < 2) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 40 : 20_000)];
        random.nextBytes(bytes);
        ByteBuf buffer = Unpooled.copiedBuffer(bytes);
        kept.add(buffer);
        lent.add(buffer);
        sent.append(new String(bytes, ISO_8859_1));
        assertEquals(bytes.length, buffer.readableBytes(), "the caller's buffer was touched");
      } else {
        kept.acknowledge(kept.start() + random.nextInt((int) kept.size() + 1));
      }
      assertEquals(sent.length(), kept.start() + kept.size());
      if (random.nextInt(50) == 0) {
        assertSame(kept, sent);
      }
    }
    assertSame(kept, sent);
    kept.release();
    assertEquals(0, kept.size());
    lent.forEach(buffer -> assertTrue(buffer.release(), "still kept"));
  }

  private static void assertSame(UnacknowledgedBytes kept, StringBuilder sent) {
    var again = new StringBuilder();
    kept.again((offset, bytes) -> {
      assertEquals(kept.start() + again.length(), offset);
      assertTrue(bytes.readableBytes() <= Frame.Data.MAX_BYTES);
      again.append(bytes.toString(ISO_8859_1));
      bytes.release();
    });
    assertTrue(again.compareTo(new StringBuilder(sent.substring((int) kept.start()))) == 0);
  }

  /// Against a set: nearly in order, now and then far ahead, now and then again.
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void noNumberIsNewTwice(long seed) {
    numbers(new Random(seed), 200_000);
  }

  static void numbers(Random random, int steps) {
    var opened = new OpenedNumbers();
    Set<Integer> model = new HashSet<>();
    int highest = 0;
    for (int step = 0; step < steps; step++) {
      int number =
          switch (random.nextInt(100)) {
            case 0 -> highest + 1 + random.nextInt(5_000);
            case 1, 2, 3 -> 1 + random.nextInt(highest + 1);
            default -> highest + 1 + random.nextInt(3) - random.nextInt(3);
          };
      if (number < 1) {
        continue;
      }
      boolean tooOld = highest - number >= 1 << 16;
      boolean isNew = opened.add(number);
      if (isNew) {
        assertTrue(model.add(number), () -> number + " was new twice");
      } else {
        assertTrue(tooOld || model.contains(number), () -> number + " was never opened");
      }
      highest = Math.max(highest, number);
      assertTrue(opened.contains(number));
      assertTrue(!opened.contains(highest + 1));
    }
  }

  /// Against two flags for the FINs and one for OPENED, from both beginnings.
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void statesAreWhatHasHappened(long seed) {
    states(new Random(seed), STEPS);
  }

  static void states(Random random, int runs) {
    StreamState.Event[] events = StreamState.Event.values();
    for (int run = 0; run < runs; run++) {
      boolean opener = random.nextBoolean();
      StreamState state = opener ? StreamState.OPENING : StreamState.ACCEPTING;
      Set<StreamState.Event> happened = new HashSet<>();
      while (!state.isEnd()) {
        StreamState.Event event = events[random.nextInt(100) == 0 ? 3 : random.nextInt(3)];
        StreamState before = state;
        if (isLegal(opener, happened, event)) {
          state = state.on(event);
          happened.add(event);
        } else {
          assertThrows(ProtocolViolation.class, () -> before.on(event), before + " on " + event);
        }
        boolean remoteOpen = !happened.contains(StreamState.Event.REMOTE_FIN);
        boolean mayReceive = !opener || happened.contains(StreamState.Event.OPENED);
        boolean reset = happened.contains(StreamState.Event.RESET);
        assertEquals(!reset && remoteOpen && mayReceive, state.receives(), state::toString);
      }
      boolean both =
          happened.contains(StreamState.Event.LOCAL_FIN)
              && happened.contains(StreamState.Event.REMOTE_FIN);
      assertEquals(both ? StreamState.CLOSED : StreamState.RESET, state);
    }
  }

  private static boolean isLegal(
      boolean opener, Set<StreamState.Event> happened, StreamState.Event event) {
    boolean opened = happened.contains(StreamState.Event.OPENED);
    return switch (event) {
      case OPENED, LOCAL_FIN, REMOTE_FIN ->
          !happened.contains(event)
              && (opened
                  || event == StreamState.Event.OPENED
                  || event
                      == (opener ? StreamState.Event.LOCAL_FIN : StreamState.Event.REMOTE_FIN));
      case RESET -> true;
    };
  }
}
