package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
  @Test
  void choosesNioOnASystemWithoutANativeTransport() {
    assertEquals(Transport.NIO, Transport.choose(null, "Windows 11"));
    assertEquals(Transport.NIO, Transport.choose(" ", "FreeBSD"));
  }

  @Test
  void choosesEpollOnLinux() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    assertEquals(Transport.EPOLL, Transport.choose(null, "Linux"));
  }

  @Test
  void followsTheProperty() {
    assertEquals(Transport.NIO, Transport.choose("Nio", "Linux"));
  }

  @Test
  void saysWhatThePropertyMayBe() {
    var e = assertThrows(IllegalArgumentException.class, () -> Transport.choose("iocp", "Linux"));
    assertEquals(
        "turnpike.transport \"iocp\" (expected: epoll, io_uring, kqueue or nio)", e.getMessage());
  }

  @Test
  void refusesATransportThatDoesNotWorkHere() {
    Transport other = Transport.KQUEUE.isAvailable() ? Transport.EPOLL : Transport.KQUEUE;
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Transport.choose(other.toString(), "Linux"));
    assertEquals(
        "turnpike.transport \""
            + other
            + "\" does not work on this machine (expected: nio, or none)",
        e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void everyAvailableTransportSetsTheUserTimeoutOrLeavesIt(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      transport.userTimeout(accepted.channel, Duration.ofDays(365));
      transport.userTimeout(accepted.channel, Duration.ofSeconds(7));
      transport
          .userTimeoutOption()
          .ifPresent(
              option -> assertEquals(7000, accepted.channel.config().getOption(option).intValue()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void seesAResetWhileReadingIsPaused(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      assertFalse(accepted.isReset());
      accepted.source.setSoLinger(true, 0);
      accepted.source.close();
      accepted.awaitReset();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void seesAResetAfterThePeersFinUnlessTheChannelClosed(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      accepted.channel.read();
      accepted.source.shutdownOutput();
      accepted.await(accepted.channel::isInputShutdown);
      assertFalse(accepted.isReset());
      accepted.source.setSoLinger(true, 0);
      accepted.source.close();
      accepted.await(() -> !accepted.channel.isOpen() || Transport.isReset(accepted.channel));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void seesAResetAfterItsOwnFinUnlessAnExceptionTold(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      accepted.channel.shutdownOutput().sync();
      assertEquals(-1, accepted.source.getInputStream().read());
      assertFalse(accepted.isReset());
      accepted.source.setSoLinger(true, 0);
      accepted.source.close();
      accepted.await(() -> accepted.error.isDone() || Transport.isReset(accepted.channel));
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotTakeAnOrderlyEndForAReset(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      accepted.source.getOutputStream().write(new byte[100]);
      accepted.channel.shutdownOutput().sync();
      assertEquals(-1, accepted.source.getInputStream().read());
      accepted.source.close();
      accepted.awaitTcpState(7);
      assertFalse(accepted.isReset());
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesMoreThanTheKernelTakesAfterThePeersFin(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    int bytes = 16 << 20;
    try (Accepted accepted = new Accepted(transport)) {
      accepted.channel.read();
      accepted.source.shutdownOutput();
      accepted.await(accepted.channel::isInputShutdown);
      for (int round = 0; round < 2; round++) {
        var written = accepted.channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes]));
        assertEquals(bytes, accepted.source.getInputStream().readNBytes(bytes).length);
        assertTrue(written.await(10, TimeUnit.SECONDS));
        assertTrue(written.isSuccess());
      }
    }
  }

  @Test
  void aClosedChannelIsNotReset() throws Exception {
    try (Accepted accepted = new Accepted(Transport.best())) {
      accepted.channel.close().sync();
      assertFalse(Transport.isReset(accepted.channel));
    }
  }

  @Test
  void threadsCarryThePrefix() throws Exception {
    EventLoopGroup group = Transport.NIO.newGroup("relay", 1);
    try {
      String name = group.submit(() -> Thread.currentThread().getName()).get();
      assertTrue(name.matches("relay-\\d+-1"), name);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /// The loop is told to end by its own task, behind its look at whether it is to end.
  @ParameterizedTest
  @EnumSource
  void aGroupThatEndsLeavesNoChannelOpen(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
    try (Accepted accepted = new Accepted(transport)) {
      var removed = new CompletableFuture<Void>();
      accepted.channel.pipeline().addLast(new RemovalKeeper(removed));
      accepted
          .group
          .next()
          .execute(() -> accepted.group.shutdownGracefully(0, 9, TimeUnit.SECONDS));
      accepted.group.terminationFuture().sync();
      assertTrue(removed.isDone());
      assertFalse(accepted.channel.isOpen());
    }
  }

  private static final class RemovalKeeper extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Void> removed;

    RemovalKeeper(CompletableFuture<Void> removed) {
      this.removed = removed;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      removed.complete(null);
    }
  }

  @Test
  void makesOneLoopForEachProcessorWhenNoneIsAskedFor() throws Exception {
    EventLoopGroup group = Transport.NIO.newGroup("relay", 0);
    try {
      int loops = 0;
      for (var unused : group) {
        loops++;
      }
      assertEquals(Runtime.getRuntime().availableProcessors(), loops);
      assertThrows(IllegalArgumentException.class, () -> Transport.NIO.newGroup("relay", -1));
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static final class ErrorKeeper extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Throwable> error;

    ErrorKeeper(CompletableFuture<Throwable> error) {
      this.error = error;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      error.complete(cause);
    }
  }

  /// One accepted channel that does not read, and the blocking socket at its far end.
  private static final class Accepted implements AutoCloseable {
    final EventLoopGroup group;
    final CompletableFuture<Throwable> error = new CompletableFuture<>();
    final DuplexChannel channel;
    final Socket source;

    Accepted(Transport transport) throws Exception {
      group = transport.newGroup("test", 1);
      CompletableFuture<DuplexChannel> accepted = new CompletableFuture<>();
      Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(transport.serverChannelType())
              .childOption(ChannelOption.AUTO_READ, false)
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      accepted.complete(channel);
                      channel.pipeline().addLast(new ErrorKeeper(error));
                    }
                  })
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      source = new Socket(InetAddress.getLoopbackAddress(), port);
      channel = accepted.get(10, TimeUnit.SECONDS);
    }

    boolean isReset() throws Exception {
      return channel.eventLoop().submit(() -> Transport.isReset(channel)).get();
    }

    void awaitReset() throws Exception {
      await(() -> Transport.isReset(channel));
    }

    void awaitTcpState(int state) throws Exception {
      if (channel instanceof io.netty.channel.epoll.EpollSocketChannel epoll) {
        await(() -> epoll.tcpInfo().state() == state);
      }
    }

    /// Asks on the event loop, again and again, until the kernel agrees.
    void await(BooleanSupplier condition) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!channel.eventLoop().submit(condition::getAsBoolean).get()) {
        assertTrue(System.nanoTime() < deadline, "the kernel's view did not change");
      }
    }

    @Override
    public void close() throws IOException {
      source.close();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
