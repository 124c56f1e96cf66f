package io.turnpike.e2e.faults;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Strangers who come to a relay at a steady rate, each from an address of its own, and stay until
/// the relay ends it. Who it is that comes is a [Stranger]. On an event loop of its own; closing
/// ends all of them.
final class Crowd implements AutoCloseable {
  private static final int TICK_MILLIS = 10;
  private static final int TICKS_A_SECOND = 1_000 / TICK_MILLIS;

  /// What a loop that stood still makes up for, in ticks; the rest is missing in [#come].
  private static final int MOST_TICKS_LATE = 10;

  private final InetSocketAddress relay;
  private final Plan plan;
  private final EventLoopGroup group = Transport.best().newGroup("crowd", 1);
  private final EventLoop loop = group.next();
  private final AtomicInteger come = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private double owed;
  private long lastTick = System.nanoTime();

  /// @param atOnce so many come at first, within a second
  /// @param perSecond and so many behind them, all the time
  record Plan(Stranger stranger, int atOnce, int perSecond) {}

  private Crowd(InetSocketAddress relay, Plan plan) {
    this.relay = relay;
    this.plan = plan;
    this.owed = plan.atOnce();
  }

  static Crowd start(InetSocketAddress relay, Plan plan) {
    var crowd = new Crowd(relay, plan);
    crowd.loop.scheduleAtFixedRate(crowd::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return crowd;
  }

  private void tick() {
    long now = System.nanoTime();
    double ticks = (now - lastTick) / 1e6 / TICK_MILLIS;
    lastTick = now;
    owed += Math.min(ticks, MOST_TICKS_LATE) * plan.perSecond() / TICKS_A_SECOND;
    int most = (plan.perSecond() + plan.atOnce()) * MOST_TICKS_LATE / TICKS_A_SECOND;
    for (int i = 0; i < most && owed >= 1; i++, owed--) {
      send();
    }
  }

  private void send() {
    new Bootstrap()
        .group(loop)
        .channel(Transport.best().channelType())
        .handler(new Arrival())
        .connect(relay, new InetSocketAddress(addressOf(come.incrementAndGet()), 0));
  }

  /// One of 65,536: more than a relay remembers.
  private static InetAddress addressOf(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 1, (byte) (number >> 8), (byte) number});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Turned away, refused, or reset: what a crowd is there for.
  private final class Arrival extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.closeFuture().addListener(closed -> ended.incrementAndGet());
      plan.stranger().begin(channel);
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                  ctx.close();
                }
              });
    }
  }

  /// How many have come so far.
  int come() {
    return come.get();
  }

  /// Of how many the connection is over.
  int ended() {
    return ended.get();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
