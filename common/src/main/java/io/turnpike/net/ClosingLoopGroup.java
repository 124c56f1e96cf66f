package io.turnpike.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/// Event loops that end with no channel open, whatever moment they are told to, and that say where
/// a pass ends ([PassEnd]).
///
/// Netty's loop looks whether it is to end before it runs its tasks, and ends behind them. When it
/// is told in between, and without a quiet period, its channels stay open for ever, with what they
/// hold: no handler hears of the end (4.2.18).
final class ClosingLoopGroup extends MultiThreadIoEventLoopGroup {
  ClosingLoopGroup(int loops, String threadNamePrefix, IoHandlerFactory ioHandlerFactory) {
    super(loops, new DefaultThreadFactory(threadNamePrefix), ioHandlerFactory);
  }

  @Override
  protected IoEventLoop newChild(
      Executor executor, IoHandlerFactory ioHandlerFactory, Object... unused) {
    return new ClosingLoop(this, executor, ioHandlerFactory);
  }

  private static final class ClosingLoop extends SingleThreadIoEventLoop {
    private final PassEnd passEnd = new PassEnd();

    ClosingLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory ioHandlerFactory) {
      super(group, executor, ioHandlerFactory);
    }

    @Override
    protected void run() {
      passEnd.enter();
      try {
        super.run();
      } finally {
        passEnd.leave();
      }
    }

    @Override
    protected void afterRunningAllTasks() {
      super.afterRunningAllTasks();
      passEnd.reach();
    }

    @Override
    protected boolean confirmShutdown() {
      if (isShuttingDown()) {
        ioHandler().prepareToDestroy(); // closes all; the tasks behind it tell the handlers
      }
      return super.confirmShutdown();
    }
  }
}
