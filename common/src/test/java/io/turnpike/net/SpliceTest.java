package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private static final int BYTES = 32 * 1024 * 1024;
  private static final int READ_BYTES = 4096;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private EventLoopGroup loops;
  private ServerSocket destination;
  private Channel listener;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private volatile ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
  private volatile long moved;
  private volatile long readBytes;

  /// Between the two sockets: reads a little, moves the rest.
  private final class Forwarder extends ChannelInboundHandlerAdapter {
    private final Channel to;
    private boolean hasMore;

    Forwarder(Channel to) {
      this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var bytes = (ByteBuf) message;
      hasMore = !bytes.isWritable();
      readBytes += bytes.readableBytes();
      to.write(bytes, to.voidPromise()); // so that a failure is an exception, as in the programs
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      to.flush();
      if (hasMore) {
        moved += Splice.between(ctx.channel(), to).orElseThrow().move();
      }
      ctx.channel().config().setAutoRead(to.isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failure.complete(cause);
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// The destination's side.
  private final class Back extends ChannelInboundHandlerAdapter {
    private final Channel from;

    Back(Channel from) {
      this.from = from;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      from.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failure.complete(cause);
      ctx.close();
      from.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    loops = Transport.EPOLL.newGroup("splice", 1);
    destination = new ServerSocket(0, 1, LOOPBACK);
    destination.setReceiveBufferSize(16 * 1024);
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.EPOLL.serverChannelType())
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel source) {
                    dial(source);
                  }
                })
            .bind(LOOPBACK, 0)
            .sync()
            .channel();
  }

  private void dial(Channel source) {
    new Bootstrap()
        .group(source.eventLoop())
        .channel(Transport.EPOLL.channelType())
        .option(ChannelOption.ALLOCATOR, allocator)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 1024))
        .handler(new Back(source))
        .connect(destination.getLocalSocketAddress())
        .addListener(
            (ChannelFutureListener)
                dialled -> {
                  source.pipeline().addLast(new Forwarder(dialled.channel()));
                  source.config().setAutoRead(true);
                });
  }

  @AfterEach
  void stop() throws Exception {
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
      destination.close();
    }
  }

  private Socket connect() throws IOException {
    return new Socket(LOOPBACK, ((InetSocketAddress) listener.localAddress()).getPort());
  }

  @Test
  void movesEveryByteInOrderToAReaderThatTakesLittleAtATime() throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(1).nextBytes(sent);
    try (Socket source = connect();
        Socket accepted = destination.accept()) {
      Thread writer = Thread.ofVirtual().start(() -> send(source, sent));
      byte[] received = new byte[BYTES];
      InputStream in = accepted.getInputStream();
      var sizes = new Random(2);
      int at = 0;
      while (at < BYTES) {
        int most = Math.min(BYTES - at, 1 + sizes.nextInt(64 * 1024));
        int read = in.read(received, at, most);
        assertTrue(read > 0, "ended after " + at + " bytes");
        at += read;
      }
      assertEquals(-1, in.read(), "more than was sent");
      writer.join();
      assertArrayEquals(sent, received);
    }
    assertEquals(BYTES, moved + readBytes);
    assertTrue(moved > BYTES / 2, moved + " bytes were moved");
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      // the reader finds out
    }
  }

  @Test
  void aSourceThatResetsIsNotOneThatEnds() throws Exception {
    try (Socket source = connect();
        Socket accepted = destination.accept()) {
      source.getOutputStream().write(new byte[BYTES / 8]); // more than goes in without a reader
      source.setSoLinger(true, 0);
      source.close();
      accepted.getInputStream().readAllBytes();
    }
    assertTrue(failure.get(20, TimeUnit.SECONDS) instanceof IOException);
  }

  @Test
  void aDestinationThatResetsIsTold() throws Exception {
    try (Socket source = connect()) {
      try (Socket accepted = destination.accept()) {
        Thread.ofVirtual().start(() -> send(source, new byte[BYTES]));
        accepted.getInputStream().readNBytes(BYTES / 8);
        accepted.setSoLinger(true, 0);
      }
      assertTrue(failure.get(20, TimeUnit.SECONDS) instanceof IOException);
    }
  }

  /// What is left in it belongs to a connection that has ended.
  @Test
  void aPipeThatCannotBeEmptiedIsNotUsedAgain() throws Exception {
    long before = pipes();
    allocator = new NoMemory(0);
    try (Socket source = connect();
        Socket accepted = destination.accept()) {
      Thread.ofVirtual().start(() -> send(source, new byte[BYTES])); // nobody reads it
      assertTrue(failure.get(20, TimeUnit.SECONDS) instanceof OutOfMemoryError);
      assertTrue(accepted.isConnected());
    }
    assertEquals(before, pipes());
  }

  @Test
  void aLoopThatEndsClosesItsPipe() throws Exception {
    long before = pipes();
    movesEveryByteInOrderToAReaderThatTakesLittleAtATime();
    assertTrue(pipes() > before, "a pipe is in use");
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    loops.terminationFuture().sync();
    assertEquals(before, pipes());
  }

  private static long pipes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(SpliceTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
