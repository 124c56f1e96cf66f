package io.turnpike.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowsTest {
  private final EventExecutor one = new DefaultEventExecutor();
  private final EventExecutor other = new DefaultEventExecutor();
  private final Flows<TestFlow> flows = new Flows<>();

  @AfterEach
  void close() {
    one.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    other.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static final class TestFlow implements Flow {
    private final String kind;
    private long up;
    private long down;

    TestFlow(String kind, long up, long down) {
      this.kind = kind;
      this.up = up;
      this.down = down;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public long upBytes() {
      return up;
    }

    @Override
    public long downBytes() {
      return down;
    }

    @Override
    public long queuedBytes() {
      return 5;
    }
  }

  private static void on(EventExecutor loop, Runnable task) throws Exception {
    loop.submit(task).get();
  }

  private Flows.View<String> look() throws Exception {
    return flows.look(flow -> flow.kind + flow.up, 10).get();
  }

  @Test
  void sumsWhatIsOpenAndWhatHasEndedOfAllLoops() throws Exception {
    flows.watch();
    var a = new TestFlow("a", 1, 2);
    var b = new TestFlow("a", 10, 20);
    var c = new TestFlow("c", 100, 200);
    on(one, () -> flows.begin(one, a));
    on(other, () -> flows.begin(other, b));
    on(other, () -> flows.begin(other, c));
    on(other, () -> b.up = 11);
    on(other, () -> flows.end(other, b));
    assertEquals(new FlowSum(1, 2, 12, 22, 5), look().of("a"));
    assertEquals(new FlowSum(1, 1, 100, 200, 5), look().of("c"));
    assertEquals(new FlowSum(2, 3, 112, 222, 10), look().total());
    assertEquals(List.of("a1", "c100"), look().rows().stream().sorted().toList());
  }

  @Test
  void anEndCountsOnce() throws Exception {
    flows.watch();
    var a = new TestFlow("a", 1, 2);
    on(
        one,
        () -> {
          flows.begin(one, a);
          flows.end(one, a);
          flows.end(one, a);
        });
    assertEquals(new FlowSum(0, 1, 1, 2, 0), look().total());
  }

  @Test
  void countsNothingBeforeItIsWatched() throws Exception {
    var a = new TestFlow("a", 1, 2);
    on(one, () -> flows.begin(one, a));
    flows.watch();
    on(one, () -> flows.end(one, a));
    assertEquals(FlowSum.NONE, look().total());
  }

  @Test
  void kindsThatOthersChooseAreBounded() throws Exception {
    flows.watch();
    on(
        one,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            var flow = new TestFlow("kind" + i, 1, 1);
            flows.begin(one, flow);
            flows.end(one, flow);
          }
        });
    var view = look();
    assertTrue(view.sums().size() <= Flows.MOST_KINDS + 1, () -> view.sums().size() + "");
    assertEquals(10_000, view.total().upBytes());
  }

  @Test
  void rowsAreBounded() throws Exception {
    flows.watch();
    on(
        one,
        () -> {
          for (int i = 0; i < 100; i++) {
            flows.begin(one, new TestFlow("a", i, 0));
          }
        });
    assertEquals(10, look().rows().size());
    assertEquals(100, look().total().open());
  }

  @Test
  void aLoopThatHasEndedFailsTheLook() throws Exception {
    flows.watch();
    on(one, () -> flows.begin(one, new TestFlow("a", 1, 1)));
    close();
    assertThrows(ExecutionException.class, this::look);
  }
}
