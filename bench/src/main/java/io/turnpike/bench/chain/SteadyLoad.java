package io.turnpike.bench.chain;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Connections that together send messages at a constant rate, in turn, one at each tick, and get
/// them back. Messages are sent on the source's event loop.
final class SteadyLoad implements AutoCloseable {
  static final int MESSAGE_BYTES = 1024;
  static final int MESSAGES_PER_SECOND = 2000;

  private static final int CONNECTS_AT_ONCE = 32;
  private static final Duration TICK = Duration.ofSeconds(1).dividedBy(MESSAGES_PER_SECOND);
  private static final ByteBuf MESSAGE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(MESSAGE_BYTES).writeZero(MESSAGE_BYTES).asReadOnly());

  private final List<Channel> channels;
  private final Echoes echoes;
  private final ScheduledFuture<?> ticks;
  private int next;

  private SteadyLoad(Source source, List<Channel> channels, Echoes echoes) {
    this.channels = channels;
    this.echoes = echoes;
    this.ticks = source.every(TICK, this::send);
  }

  static SteadyLoad start(Source source, SocketAddress address, int connections) throws Exception {
    Echoes echoes = new Echoes();
    Bootstrap bootstrap = source.bootstrap(address, echoes);
    List<Channel> channels = new ArrayList<>();
    while (channels.size() < connections) {
      List<ChannelFuture> connects = new ArrayList<>();
      while (connects.size() < CONNECTS_AT_ONCE
          && channels.size() + connects.size() < connections) {
        connects.add(source.place().call(bootstrap::connect));
      }
      for (ChannelFuture connect : connects) {
        channels.add(connect.sync().channel());
      }
    }
    return new SteadyLoad(source, channels, echoes);
  }

  /// How many messages have come back so far.
  long echoed() {
    return echoes.bytes.sum() / MESSAGE_BYTES;
  }

  /// @throws Failure when one has ended
  void requireAlive() {
    long dead = channels.stream().filter(channel -> !channel.isActive()).count();
    if (dead > 0) {
      throw new Failure(dead + " of " + channels.size() + " connections ended early");
    }
  }

  @Override
  public void close() {
    ticks.cancel(false);
    List<ChannelFuture> closing = channels.stream().map(Channel::close).toList();
    closing.forEach(ChannelFuture::syncUninterruptibly);
  }

  private void send() {
    Channel channel = channels.get(next);
    next = (next + 1) % channels.size();
    channel.writeAndFlush(MESSAGE.duplicate(), channel.voidPromise());
  }

  @ChannelHandler.Sharable
  private static final class Echoes extends ChannelInboundHandlerAdapter {
    private final LongAdder bytes = new LongAdder();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      bytes.add(buffer.readableBytes());
      buffer.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
