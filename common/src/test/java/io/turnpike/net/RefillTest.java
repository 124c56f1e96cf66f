package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When a full socket is tried again; time and socket are the test's.
final class RefillTest {
  private static final int MUCH = 640 * 1024;

  /// A socket that takes so many bytes when it is tried.
  private long takes;

  private long waiting;
  private int writes;
  private Runnable behindWrite = () -> {};
  private Runnable task = () -> {};
  private final List<Integer> waits = new ArrayList<>();

  private final Refill refill =
      new Refill(
          new Refill.Queue() {
            @Override
            public long waiting() {
              return waiting;
            }

            @Override
            public void write() {
              writes++;
              waiting -= Math.min(waiting, takes);
              behindWrite.run();
            }
          },
          (task, millis) -> {
            this.task = task;
            waits.add(millis);
          });

  /// Time passes, as much as was asked for.
  private void pass() {
    Runnable due = task;
    task = () -> {};
    due.run();
  }

  private void written(long left) {
    waiting = left;
    refill.written();
  }

  @Test
  void aSocketThatHasTakenAllIsLeftAlone() {
    written(0);
    assertEquals(List.of(), waits);
  }

  @Test
  void aSocketThatStandsStillIsTriedAsLongAsThatIsWorthIt() {
    takes = Refill.WORTH_BYTES;
    written(3 * Refill.WORTH_BYTES);
    pass();
    pass();
    assertEquals(List.of(5, 5, 5), waits);
    pass();
    assertEquals(0, waiting);
    assertEquals(List.of(5, 5, 5), waits);
    assertEquals(3, writes);
  }

  @Test
  void oneThatMovesByItselfIsNotTriedAndIsLookedAtAgain() {
    written(MUCH);
    waiting -= 1000;
    pass();
    assertEquals(0, writes);
    assertEquals(List.of(5, 5), waits);
    pass();
    assertEquals(1, writes);
  }

  @Test
  void oneThatTakesLittleIsTriedEverMoreSeldomAndThenLeftToTheKernel() {
    takes = Refill.WORTH_BYTES - 1;
    written(MUCH);
    for (int i = 0; i < 5; i++) {
      pass();
    }
    assertEquals(List.of(5, 10, 20, 40, 80), waits);
    assertEquals(5, writes);
    pass();
    assertEquals(5, writes);
  }

  @Test
  void behindALongWaitOneThatTakesMuchIsTriedSoonAgain() {
    written(MUCH);
    pass();
    pass();
    takes = Refill.WORTH_BYTES;
    pass();
    assertEquals(List.of(5, 10, 20, 5), waits);
  }

  @Test
  void whenTheKernelHasSaidSoItBeginsAnew() {
    written(MUCH);
    for (int i = 0; i < 5; i++) {
      pass();
    }
    written(MUCH);
    assertEquals(List.of(5, 10, 20, 40, 80, 5), waits);
  }

  @Test
  void writesWhileATryIsDueAskForNoMore() {
    written(MUCH);
    written(MUCH + 1);
    assertEquals(List.of(5), waits);
  }

  @Test
  void whatComesBehindATryIsTriedInItsTurnAndOnce() {
    takes = MUCH;
    behindWrite = () -> written(1000);
    written(MUCH);
    pass();
    assertEquals(List.of(5, 5), waits);
  }

  @Test
  void aSocketThatIsClosedMeanwhileIsNotTried() {
    written(MUCH);
    waiting = 0;
    pass();
    assertEquals(0, writes);
    assertEquals(List.of(5), waits);
  }
}
