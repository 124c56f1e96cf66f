package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadStartTest {
  @ParameterizedTest
  @ValueSource(strings = {"-p 4433", ""})
  void beginsWhatAProgramThatIsToRunWillNeed(String arguments) {
    AtomicInteger ran = new AtomicInteger();
    begin(arguments, ran::incrementAndGet, ran::incrementAndGet).await();
    assertEquals(2, ran.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "check -p 4433", "completion bash"})
  void beginsNothingForWhatDoesNotRun(String arguments) {
    AtomicBoolean ran = new AtomicBoolean();
    begin(arguments, () -> ran.set(true)).await();
    assertFalse(ran.get());
  }

  @Test
  void doesNotWaitWhereItBegins() {
    CountDownLatch read = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    HeadStart begun =
        begin(
            "-p 4433",
            () -> {
              awaitUnchecked(read);
              done.set(true);
            });
    assertFalse(done.get());
    read.countDown();
    begun.await();
    assertTrue(done.get());
  }

  @Test
  void leavesFailuresToWhoeverNeedsThePiece() {
    AtomicBoolean other = new AtomicBoolean();
    begin(
            "-p 4433",
            () -> {
              throw new IllegalArgumentException("turnpike.transport \"x\"");
            },
            () -> {
              throw new UnsatisfiedLinkError("no library");
            },
            () -> other.set(true))
        .await();
    assertTrue(other.get());
  }

  private static HeadStart begin(String arguments, Runnable... pieces) {
    return HeadStart.begin(arguments.isEmpty() ? new String[0] : arguments.split(" "), pieces);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
