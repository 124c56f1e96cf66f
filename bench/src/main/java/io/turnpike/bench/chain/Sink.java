package io.turnpike.bench.chain;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The destination: throws away what it gets and counts it, or sends it back. Everything happens on
/// one event loop.
final class Sink implements AutoCloseable {
  /// What connections that come from now on are for.
  enum Mode {
    COUNT,
    ECHO
  }

  private static final int READ_BYTES = 128 * 1024;
  private static final int BACKLOG = 4096;
  private static final long LOOK_MILLIS = 100;
  private static final int MOST_LOOKS = 200;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<AtomicLong> counters = new CopyOnWriteArrayList<>();
  private final Channel listener;
  private volatile Mode mode = Mode.ECHO;

  private Sink() throws InterruptedException {
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(new InetSocketAddress("0.0.0.0", 0))
            .sync()
            .channel();
  }

  static Sink open(Place place) throws Exception {
    return place.call(Sink::new);
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  void mode(Mode next) {
    counters.clear();
    mode = next;
  }

  /// How much each counted connection has received, in the order in which they came.
  List<Long> received() {
    return counters.stream().map(AtomicLong::get).toList();
  }

  /// Waits until so many connections are there to be counted.
  ///
  /// @throws Failure when they are not in 20 s
  void awaitConnections(int count) throws InterruptedException {
    for (int looks = 0; counters.size() < count; looks++) {
      if (looks == MOST_LOOKS) {
        throw new Failure(counters.size() + " of " + count + " streams reached the destination");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /// Waits until nothing more arrives of what was under way when its senders closed; 20 s at most.
  void awaitQuiet() throws InterruptedException {
    List<Long> before = List.of();
    for (int looks = 0; looks < MOST_LOOKS && !before.equals(received()); looks++) {
      before = received();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public void close() {
    Loops.shutDown(loop);
  }

  private void accept(Channel channel) {
    if (mode == Mode.ECHO) {
      channel.pipeline().addLast(new Echo());
    } else {
      AtomicLong counter = new AtomicLong();
      counters.add(counter);
      channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
      channel.pipeline().addLast(new Count(counter));
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private static final class Count extends ChannelInboundHandlerAdapter {
    private final AtomicLong counter;

    Count(AtomicLong counter) {
      this.counter = counter;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      counter.setRelease(counter.getPlain() + bytes.readableBytes());
      bytes.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
