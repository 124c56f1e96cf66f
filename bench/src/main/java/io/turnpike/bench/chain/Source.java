package io.turnpike.bench.chain;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes the connections of the load, in one place and on one event loop.
final class Source implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private final Place place;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  private Source(Place place) throws InterruptedException {
    this.place = place;
    // The loop's thread is born here, so that the sockets it makes belong to this place, too.
    loop.submit(() -> {}).sync();
  }

  static Source open(Place place) throws Exception {
    return place.call(() -> new Source(place));
  }

  Place place() {
    return place;
  }

  /// Runs it on the event loop.
  void execute(Runnable task) {
    loop.execute(task);
  }

  /// Runs it on the event loop again and again, so often on the average.
  ScheduledFuture<?> every(Duration period, Runnable task) {
    return loop.scheduleAtFixedRate(task, 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  Bootstrap bootstrap(SocketAddress address, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .remoteAddress(address)
        .handler(handler);
  }

  @Override
  public void close() {
    Loops.shutDown(loop);
  }
}
