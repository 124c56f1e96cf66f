package io.turnpike.bench.chain;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Short connections: connect, send a byte, get it back, close; a number of them at once, and each
/// followed by the next. Fields without a lock belong to the source's event loop.
final class Exchanges {
  /// What is to be done, and what happens to a connection whose byte has come back.
  record Plan(int atOnce, long total, boolean keepOpen) {}

  /// From so many addresses the load connects, 127.0.1.1 and those behind it.
  private static final int ADDRESSES = 64;

  private static final ByteBuf BYTE =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte('x').asReadOnly());

  private final Source source;
  private final Plan plan;
  private final Bootstrap bootstrap;
  private final boolean overLoopback;
  private final CountDownLatch finished;
  private final LongAdder done = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Queue<Channel> kept = new ConcurrentLinkedQueue<>();
  private long begun;
  private boolean stopping;
  private volatile long slowestNanos;

  Exchanges(Source source, InetSocketAddress address, Plan plan) {
    this.source = source;
    this.plan = plan;
    this.finished = new CountDownLatch(plan.atOnce());
    this.overLoopback = address.getAddress().isLoopbackAddress();
    this.bootstrap =
        source
            .bootstrap(
                address,
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Exchange(System.nanoTime()));
                  }
                })
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, overLoopback);
  }

  void start() {
    source.execute(() -> {
      for (int i = 0; i < plan.atOnce(); i++) {
        next();
      }
    });
  }

  /// Begins no new ones.
  void stop() {
    source.execute(() -> stopping = true);
  }

  /// Waits for those under way; what has not ended by then counts as an error.
  void awaitEnd(Duration patience) throws InterruptedException {
    if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      errors.add(finished.getCount());
    }
  }

  long done() {
    return done.sum();
  }

  long errors() {
    return errors.sum();
  }

  /// The longest time from the call of connect to the byte that came back.
  long slowestNanos() {
    return slowestNanos;
  }

  /// Closes the connections that were kept open.
  void closeKept() {
    List<ChannelFuture> closing = kept.stream().map(ChannelOutboundInvoker::close).toList();
    closing.forEach(ChannelFuture::syncUninterruptibly);
    kept.clear();
  }

  private void next() {
    if (stopping || begun == plan.total()) {
      finished.countDown();
      return;
    }
    begun++;
    connect()
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            errors.increment();
            next();
          }
        });
  }

  /// Over loopback from one address after another: with one alone most of its ports are soon in
  /// `TIME_WAIT`, and a third of the load's time was the kernel's search for one that is not.
  private ChannelFuture connect() {
    if (!overLoopback) {
      return bootstrap.connect();
    }
    SocketAddress from = new InetSocketAddress("127.0.1." + (1 + begun % ADDRESSES), 0);
    return bootstrap.connect(bootstrap.config().remoteAddress(), from);
  }

  private void succeeded(long startedAt, Channel channel) {
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - startedAt);
    done.increment();
    if (plan.keepOpen()) {
      kept.add(channel);
    } else {
      channel.close();
    }
    next();
  }

  /// One connection.
  private final class Exchange extends ChannelInboundHandlerAdapter {
    private final long startedAt;
    private boolean answered;

    Exchange(long startedAt) {
      this.startedAt = startedAt;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(BYTE.duplicate(), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      if (!answered) {
        answered = true;
        succeeded(startedAt, context.channel());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!answered) {
        answered = true;
        errors.increment();
        next();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
