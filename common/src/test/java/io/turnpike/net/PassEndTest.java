package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassEndTest {
  private final EventLoopGroup group = Transport.best().newGroup("pass", 1);
  private final LinkedBlockingQueue<String> happened = new LinkedBlockingQueue<>();
  private final Runnable due = () -> happened.add("due");

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private String next() throws InterruptedException {
    return String.valueOf(happened.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void runsOnceBehindTheTasksOfThePass() throws Exception {
    var queued = new CountDownLatch(1);
    group.execute(() -> { // so that both tasks are of one pass
      try {
        queued.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    for (String name : List.of("first", "second")) {
      group.execute(() -> {
        assertTrue(PassEnd.run(due));
        happened.add(name);
      });
    }
    queued.countDown();
    assertEquals(List.of("first", "second", "due"), List.of(next(), next(), next()));
    group.submit(() -> {}).get();
    assertTrue(happened.isEmpty());
  }

  @Test
  void runsWhenTheLoopHasNothingMoreToDo() throws Exception {
    for (int i = 0; i < 3; i++) {
      group.execute(() -> PassEnd.run(due));
      assertEquals("due", next());
    }
  }

  @Test
  void runsWhatIsAskedForAsTheLoopEnds() throws Exception {
    var ending = new CountDownLatch(1);
    group.execute(() -> {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS);
      group.execute(() -> {
        PassEnd.run(due);
        ending.countDown();
      });
    });
    assertTrue(ending.await(20, TimeUnit.SECONDS));
    assertEquals("due", next());
  }

  @Test
  void isForLoopsAlone() {
    assertFalse(PassEnd.run(due));
    assertTrue(happened.isEmpty());
  }
}
