package io.turnpike.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.LongSupplier;

/// Looks at the sockets of an event loop again for a moment before the loop sleeps, when
/// [BusyPolling] says that it is worth it. Belongs to its event loop, but for [#wakeup].
final class BusyPollHandler implements IoHandler {
  private final IoHandler handler;
  private final LongSupplier nanoTime;
  private final BusyPolling polling;

  /// `nanoTime` is [System#nanoTime()], or a test's.
  BusyPollHandler(IoHandler handler, LongSupplier nanoTime) {
    this.handler = handler;
    this.nanoTime = nanoTime;
    polling = new BusyPolling(nanoTime.getAsLong());
  }

  static IoHandlerFactory newFactory(IoHandlerFactory factory) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new BusyPollHandler(factory.newHandler(executor), System::nanoTime);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public int run(IoHandlerContext context) {
    if (!context.canBlock()) {
      return handler.run(context);
    }
    long began = nanoTime.getAsLong();
    if (polling.begins(began)) {
      int handled = lookAgain(context, began);
      if (handled > 0 || !context.canBlock()) {
        return handled;
      }
    }
    int handled = handler.run(context);
    polling.waited(nanoTime.getAsLong() - began);
    return handled;
  }

  /// Looks until there is something, or it is not worth it any more; returns how much was handled.
  @SuppressWarnings("ThreadPriorityCheck") // yields for others' sake; nothing relies on it
  private int lookAgain(IoHandlerContext context, long began) {
    IoHandlerContext looking = new Looking(context);
    int handled = handler.run(looking);
    while (handled == 0 && context.canBlock()) {
      Thread.yield();
      if (!polling.goesOn(began, nanoTime.getAsLong())) {
        return 0;
      }
      handled = handler.run(looking);
    }
    return handled;
  }

  /// The loop's context, but that it never sleeps.
  private record Looking(IoHandlerContext context) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return context.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return handler.register(handle);
  }

  @Override
  public void initialize() {
    handler.initialize();
  }

  @Override
  public void prepareToDestroy() {
    handler.prepareToDestroy();
  }

  @Override
  public void destroy() {
    handler.destroy();
  }

  @Override
  public void wakeup() {
    handler.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return handler.isCompatible(handleType);
  }
}
