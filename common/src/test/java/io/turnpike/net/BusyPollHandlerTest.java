package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BusyPollHandlerTest {
  private static final long LIMIT = BusyPolling.LIMIT;

  private long now;
  private boolean taskWaits;
  private final FakeHandler sockets = new FakeHandler();
  private final BusyPollHandler handler = new BusyPollHandler(sockets, () -> now);

  /// What the handler below is asked, each of which takes time and finds something or nothing.
  private record Look(long nanos, int found, boolean taskComes) {}

  private final class FakeHandler implements IoHandler {
    final Deque<Look> looks = new ArrayDeque<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public int run(IoHandlerContext context) {
      asked.add(context.canBlock() ? "sleep" : "look");
      Look look = looks.isEmpty() ? new Look(LIMIT / 4, 0, false) : looks.remove();
      now += look.nanos;
      taskWaits = look.taskComes;
      return look.found;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return false;
    }
  }

  private final IoHandlerContext loop =
      new IoHandlerContext() {
        @Override
        public boolean canBlock() {
          return !taskWaits;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
          return 0;
        }

        @Override
        public long deadlineNanos() {
          return -1;
        }
      };

  private int run(Look... looks) {
    sockets.asked.clear();
    sockets.looks.clear();
    sockets.looks.addAll(List.of(looks));
    return handler.run(loop);
  }

  private void waitShortly() {
    run(new Look(LIMIT, 1, false));
  }

  @Test
  void sleepsAtOnceAtFirst() {
    assertEquals(7, run(new Look(0, 7, false)));
    assertEquals(List.of("sleep"), sockets.asked);
  }

  @Test
  void looksAgainAfterAShortWaitAndDoesNotSleepWhenSomethingIsFound() {
    waitShortly();
    assertEquals(3, run(new Look(1, 0, false), new Look(1, 0, false), new Look(1, 3, false)));
    assertEquals(List.of("look", "look", "look"), sockets.asked);
    assertEquals(1, run(new Look(1, 1, false)));
    assertEquals(List.of("look"), sockets.asked);
  }

  @Test
  void sleepsWhenNothingCame() {
    waitShortly();
    assertEquals(0, run());
    assertEquals(List.of("look", "look", "look", "look", "sleep"), sockets.asked);
  }

  @Test
  void sleepsAtOnceAfterALongWait() {
    waitShortly();
    run();
    assertEquals(1, run(new Look(1, 1, false)));
    assertEquals(List.of("sleep"), sockets.asked);
  }

  @Test
  void aTaskThatComesIsNotSleptOver() {
    waitShortly();
    assertEquals(0, run(new Look(1, 0, false), new Look(1, 0, true)));
    assertEquals(List.of("look", "look"), sockets.asked);
  }

  @Test
  void looksOnceWhenATaskWaits() {
    waitShortly();
    taskWaits = true;
    assertEquals(0, run(new Look(1, 0, true)));
    assertEquals(List.of("look"), sockets.asked);
  }

  @Test
  void losesNoTaskOfAnotherThread() throws Exception {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    EventLoopGroup group = Transport.EPOLL.newGroup("test", 1);
    try {
      for (int i = 0; i < 20_000; i++) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        group.execute(() -> done.complete(true));
        assertTrue(done.get(10, TimeUnit.SECONDS));
      }
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }
}
