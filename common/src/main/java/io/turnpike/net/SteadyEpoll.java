package io.turnpike.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Netty's epoll, whose descriptors stay in the epoll set until they are closed. Belongs to its
/// event loop, but for [#wakeup].
///
/// Netty takes a descriptor that waits for nothing out of the set, as one does after a FIN, and
/// then changes what it no longer has there: the next write that fills the kernel's buffer, or the
/// next read, fails with ENOENT (4.2.18, since its pull request 16689). Waiting for nothing is here
/// waiting for the edges of errors alone, which does not wake the loop over and over either.
///
/// Netty tells the kernel each change at once. Here changes wait for the loop's next look at the
/// kernel, and only the last of each descriptor is told, if it differs: of the six that a short
/// connection makes, three are told.
final class SteadyEpoll implements IoHandler {
  private final IoHandler epoll;
  private final ThreadAwareExecutor executor;
  private final Deque<Registration> changed = new ArrayDeque<>();

  private SteadyEpoll(IoHandler epoll, ThreadAwareExecutor executor) {
    this.epoll = epoll;
    this.executor = executor;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new SteadyEpoll(factory.newHandler(executor), executor);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll.register(handle));
  }

  private final class Registration implements IoRegistration {
    private final IoRegistration epoll;
    private @Nullable EpollIoOps told;
    private EpollIoOps wanted = EpollIoOps.NONE;
    private boolean waits;

    Registration(IoRegistration epoll) {
      this.epoll = epoll;
    }

    @Override
    public long submit(IoOps ops) {
      wanted = EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : (EpollIoOps) ops;
      if (told == null || !executor.isExecutorThread(Thread.currentThread())) {
        return tell();
      }
      if (!epoll.isValid()) {
        return -1;
      }
      if (!waits) {
        waits = true;
        changed.add(this);
      }
      return wanted.value();
    }

    private long tell() {
      told = wanted;
      return epoll.submit(wanted);
    }

    void tellIfChanged() {
      waits = false;
      if (!wanted.equals(told) && epoll.isValid()) {
        tell();
      }
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's
    public <T> T attachment() {
      return epoll.attachment();
    }

    @Override
    public boolean isValid() {
      return epoll.isValid();
    }

    @Override
    public boolean cancel() {
      return epoll.cancel();
    }
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    for (Registration next = changed.poll(); next != null; next = changed.poll()) {
      next.tellIfChanged();
    }
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }
}
