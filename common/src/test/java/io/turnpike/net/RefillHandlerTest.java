package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sockets of this machine, and a channel without one.
final class RefillHandlerTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final int SEND_BUFFER_BYTES = 1024 * 1024;
  private static final int LESS_THAN_A_THIRD = 128 * 1024;

  private EventLoopGroup loops;

  @BeforeEach
  void start() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    loops = Transport.EPOLL.newGroup("refill", 1);
  }

  @AfterEach
  void stop() throws Exception {
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void whatAFlushLeavesIsTriedAgain() {
    var queue = new Waiting();
    var channel = new EmbeddedChannel(new RefillHandler(queue));
    channel.freezeTime();
    channel.flush();
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(0, queue.writes);

    queue.bytes = 1000;
    channel.flush();
    channel.advanceTimeBy(Refill.FIRST_MILLIS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(1, queue.writes);
    channel.finishAndReleaseAll();
  }

  private static final class Waiting implements Refill.Queue {
    private long bytes;
    private int writes;

    @Override
    public long waiting() {
      return bytes;
    }

    @Override
    public void write() {
      writes++;
      bytes = 0;
    }
  }

  /// The kernel would say so only when a third of the buffer is free.
  @Test
  void aSocketThatTakesLessThanAThirdOfItsBufferIsWrittenTo() throws Exception {
    try (var listener = new ServerSocket()) {
      listener.setReceiveBufferSize(LESS_THAN_A_THIRD);
      listener.bind(new java.net.InetSocketAddress(HERE, 0));
      Channel channel = dial(listener);
      try (Socket destination = listener.accept()) {
        var outbound = new RefillHandler.Outbound(channel);
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[8 * SEND_BUFFER_BYTES]));
        long waiting = settled(channel, outbound);

        destination.getInputStream().readNBytes(LESS_THAN_A_THIRD);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        long left = waiting;
        while (left == waiting
            && System.nanoTime() < deadline) { // until the acknowledgement is here
          left = tryToWrite(channel, outbound);
        }
        assertTrue(left < waiting, left + " of " + waiting + " bytes wait");
      } finally {
        channel.close().sync();
      }
    }
  }

  private static long tryToWrite(Channel channel, RefillHandler.Outbound outbound)
      throws Exception {
    return channel
        .eventLoop()
        .submit(() -> {
          outbound.write();
          return outbound.waiting();
        })
        .get();
  }

  /// What waits when nothing moves any more.
  private static long settled(Channel channel, RefillHandler.Outbound outbound) throws Exception {
    long before = -1;
    long now = channel.eventLoop().submit(outbound::waiting).get();
    while (now != before) {
      before = now;
      now = channel.eventLoop().schedule(outbound::waiting, 100, TimeUnit.MILLISECONDS).get();
    }
    assertTrue(now > 0);
    return now;
  }

  private Channel dial(ServerSocket listener) throws InterruptedException {
    return new Bootstrap()
        .group(loops)
        .channel(Transport.EPOLL.channelType())
        .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(listener.getLocalSocketAddress())
        .sync()
        .channel();
  }

  @Test
  void theLoopbackNeedsNone() throws Exception {
    try (var listener = new ServerSocket(0, 1, HERE)) {
      assertNull(prepared(listener));
    }
  }

  @Test
  void whatGoesElsewhereHasOne() throws Exception {
    InetAddress address = addressOfThisMachine();
    assumeTrue(address != null, "this machine has no address but the loopback's");
    try (var listener = new ServerSocket(0, 1, address)) {
      assertNotNull(prepared(listener));
    }
  }

  private RefillHandler prepared(ServerSocket listener) throws Exception {
    Channel channel = dial(listener);
    channel.eventLoop().submit(() -> BulkSocket.prepare(channel)).sync();
    RefillHandler added = channel.pipeline().get(RefillHandler.class);
    channel.close().sync();
    return added;
  }

  private static InetAddress addressOfThisMachine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst()
        .orElse(null);
  }
}
