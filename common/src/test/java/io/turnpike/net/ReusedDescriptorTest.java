package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A socket gets the lowest free number, so one that is made while the loop still has an event of
/// another that was closed in the same pass could get that event.
final class ReusedDescriptorTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final Dialer dialer = new Dialer(Transport.best(), new NameResolver());
  private final LinkedBlockingQueue<Channel> made = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private EventLoopGroup group;
  private EventLoop loop;

  @BeforeEach
  void start() {
    assumeTrue(Transport.best() == Transport.EPOLL, "the number is a matter of epoll");
    group = Transport.EPOLL.newGroup("reused", 1);
    loop = group.next();
  }

  @AfterEach
  void stop() {
    if (group != null) {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void anEventOfASocketThatWasClosedIsNotTakenForOneOfTheNewSocket() throws Exception {
    try (var listener = new ServerSocket(0, 2, HERE);
        var hole = new ServerSocket(0, 1, HERE); // a full backlog drops whoever comes
        var _ = new Socket(HERE, hole.getLocalPort());
        var _ = new Socket(HERE, hole.getLocalPort())) {
      Channel one = dial(listener.getLocalPort());
      Channel other = dial(listener.getLocalPort());
      List<Integer> numbers = List.of(number(one), number(other));
      made.clear();
      whoReadsFirstReplaces(one, other, hole.getLocalPort());
      whoReadsFirstReplaces(other, one, hole.getLocalPort());
      try (Socket first = listener.accept();
          Socket second = listener.accept()) {
        loop.submit(() -> write(first, second)).sync(); // so that it hears of both in one pass
        Channel replacement = made.poll(10, TimeUnit.SECONDS);
        assertNotNull(replacement);
        loop.submit(() -> true).sync();
        assumeTrue(numbers.contains(number(replacement)), "another thread took the number");
        assertEquals(List.of(), List.copyOf(failures));
      }
    }
  }

  private static boolean write(Socket... sockets) throws Exception {
    for (Socket socket : sockets) {
      socket.getOutputStream().write(1);
    }
    return true;
  }

  private Channel dial(int port) throws InterruptedException {
    dialAgain(port);
    Channel channel = made.poll(10, TimeUnit.SECONDS);
    assertNotNull(channel);
    while (!channel.isActive()) {
      loop.submit(() -> true).sync();
    }
    return channel;
  }

  private void dialAgain(int port) {
    var request =
        new Dialer.Request(
            new HostPort(HERE.getHostAddress(), port), Duration.ofSeconds(10), address -> true);
    dialer.dial(loop, request, new Dialer.Socket(false, this::record));
  }

  private void record(Channel channel) {
    channel.pipeline().addLast(new Failures());
    made.add(channel);
  }

  private void whoReadsFirstReplaces(Channel reader, Channel other, int port) {
    reader
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                other.close();
                dialAgain(port);
              }
            });
  }

  private static int number(Channel channel) {
    return ((EpollSocketChannel) channel).fd().intValue();
  }

  private final class Failures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
    }
  }
}
