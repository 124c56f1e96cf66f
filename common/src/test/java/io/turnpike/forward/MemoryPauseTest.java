package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.turnpike.net.HeadroomAllocator;
import io.turnpike.net.Listener;
import io.turnpike.net.NotReadException;
import io.turnpike.net.Transport;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A real socket that may not be read for a while: nothing of it is lost, and it does not end.
class MemoryPauseTest {
  private static final int SECONDS = 10;
  private static final String PAUSED = " paused";

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private volatile int mostReads;
  private @Nullable EventLoopGroup loops;

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var bytes = (ByteBuf) message;
      seen.add(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        seen.add("FIN");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof NotReadException) {
        Pause.forMemory(ctx.channel());
      }
      seen.add(cause + (ctx.channel().config().isAutoRead() ? " goes on" : PAUSED));
    }
  }

  @AfterEach
  void stop() {
    if (loops != null) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private InetSocketAddress listen(Transport transport) throws Exception {
    EventLoopGroup group = transport.newGroup("pause", 1);
    loops = group;
    return new Listener(transport, group.next())
        .bind(new InetSocketAddress("127.0.0.1", 0), source -> accept(source.channel()))
        .address();
  }

  private void accept(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel
        .config()
        .setRecvByteBufAllocator(
            new HeadroomAllocator(16, new FixedRecvByteBufAllocator(64), () -> mostReads));
    channel.pipeline().addLast(new Reader());
    loops.register(channel).addListener(done -> Pause.beginReading(channel));
  }

  private @Nullable String next() throws InterruptedException {
    return seen.poll(SECONDS, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void whatWasNotReadIsReadLater(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable());
    InetSocketAddress address = listen(transport);
    try (var source = new Socket(address.getAddress(), address.getPort())) {
      source.getOutputStream().write("bytes".getBytes(StandardCharsets.US_ASCII));
      source.shutdownOutput();
      String tried = next();
      assertTrue(tried != null && tried.endsWith(PAUSED), tried);
      assertEquals(tried, next(), "tried again");
      mostReads = 1;
      String read = next();
      while (tried.equals(read)) {
        read = next();
      }
      assertEquals("bytes", read);
      assertEquals("FIN", next());
      assertNull(seen.poll());
    }
  }
}
