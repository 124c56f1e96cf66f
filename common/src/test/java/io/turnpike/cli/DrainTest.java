package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrainTest {
  private final DefaultEventExecutor loop = new DefaultEventExecutor();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();

  @AfterEach
  void stop() {
    loop.shutdownGracefully();
  }

  private Drain drain(Duration timeout) {
    return new Drain(loop, "streams", open::get, timeout);
  }

  @Test
  void endsAtOnceWhenNothingIsOpen() throws Exception {
    Drain drain = drain(Duration.ofHours(1));
    drain.begin(stopped::incrementAndGet);
    drain.await();
    assertEquals(1, stopped.get());
  }

  @Test
  void endsWhenTheLastHasEnded() throws Exception {
    open.set(1);
    Drain drain = drain(Duration.ofHours(1));
    Thread waiting = Thread.ofVirtual().start(() -> awaitQuietly(drain));
    drain.begin(() -> {});
    assertFalse(waiting.join(Duration.ofMillis(200)), "ended with one open");
    open.set(0);
    assertTrue(waiting.join(Duration.ofSeconds(20)));
  }

  private static void awaitQuietly(Drain drain) {
    try {
      drain.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void endsWhenTheTimeIsOver() throws Exception {
    open.set(1);
    Drain drain = drain(Duration.ofMillis(100));
    drain.begin(() -> {});
    drain.await();
    assertEquals(1, open.get());
  }

  @Test
  void beginsOnce() throws Exception {
    Drain drain = drain(Duration.ZERO);
    drain.begin(stopped::incrementAndGet);
    drain.begin(stopped::incrementAndGet);
    drain.await();
    assertEquals(1, stopped.get());
  }
}
