package io.turnpike.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An event loop that a test runs task by task, in any order with other loops, by a clock of the
/// test's own. Only the loop whose task runs now takes the test's thread for its own, so that a
/// call on the wrong loop is noticed.
final class SteppedLoop extends AbstractScheduledEventExecutor implements EventLoop {
  private final Turn turn;
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  /// What loops share: the clock, and whose task runs.
  static final class Turn {
    final io.netty.util.concurrent.MockTicker clock = Ticker.newMockTicker();
    private @Nullable SteppedLoop running;
  }

  SteppedLoop(Turn turn) {
    this.turn = turn;
  }

  /// Runs the next task.
  ///
  /// @return whether there was one
  boolean step() {
    turn.running = this;
    try {
      fetchFromScheduledTaskQueue(tasks);
      Runnable task = tasks.poll();
      if (task == null) {
        return false;
      }
      task.run();
      return true;
    } finally {
      turn.running = null;
    }
  }

  @Override
  public Ticker ticker() {
    return turn.clock;
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return turn.running == this;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public EventLoopGroup parent() {
    return this;
  }

  @Override
  public EventLoop next() {
    return this;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    promise.channel().unsafe().register(this, promise);
    return promise;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return register(promise);
  }

  @Override
  public boolean isShuttingDown() {
    return false;
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<?> terminationFuture() {
    throw new UnsupportedOperationException();
  }
}
