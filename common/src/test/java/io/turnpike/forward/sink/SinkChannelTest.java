package io.turnpike.forward.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.net.DialFailure;
import io.turnpike.net.HostPort;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SinkChannelTest {
  private static final int PIECE_BYTES = 16 * 1024;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Reader reader = new Reader();

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// What came out of the channel; read when the channel is at rest.
  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch fin = new CountDownLatch(1);
    private int pauseAtBytes = Integer.MAX_VALUE;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var buffer = (ByteBuf) message;
      bytes.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(buffer));
      buffer.release();
      if (bytes.size() >= pauseAtBytes) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        fin.countDown();
      }
    }
  }

  private DuplexChannel dialled(int port) {
    HostPort to = new HostPort("Turnpike.INVALID.", port);
    assertTrue(Sink.isAt(to));
    Future<Channel> dial =
        Sink.dial(loop, to, address -> true, channel -> channel.pipeline().addLast(reader));
    return (DuplexChannel) dial.syncUninterruptibly().getNow();
  }

  private void awaitFin() throws InterruptedException {
    assertTrue(reader.fin.await(15, TimeUnit.SECONDS));
  }

  /// Two passes of the loop later.
  private void settle() {
    for (int i = 0; i < 2; i++) {
      loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private static ByteBuf piece(char content) {
    return Unpooled.copiedBuffer(
        String.valueOf(content).repeat(PIECE_BYTES), StandardCharsets.US_ASCII);
  }

  @Test
  void echoGivesBackEverythingAndThenItsFin() throws InterruptedException {
    DuplexChannel channel = dialled(Sink.ECHO_PORT);
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      char content = (char) ('A' + i);
      sent.repeat(content, PIECE_BYTES);
      channel.writeAndFlush(piece(content));
    }
    loop.submit(() -> channel.shutdownOutput()).awaitUninterruptibly();
    awaitFin();
    assertEquals(sent.toString(), reader.bytes.toString(StandardCharsets.US_ASCII));
    assertTrue(channel.isActive());
    channel.close().awaitUninterruptibly();
  }

  @Test
  void anEchoThatNobodyReadsStopsTheWriter() {
    DuplexChannel channel = dialled(Sink.ECHO_PORT);
    loop.submit(() -> channel.config().setAutoRead(false)).awaitUninterruptibly();
    List<ByteBuf> pieces = new ArrayList<>();
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pieces.add(piece('x'));
      writes.add(channel.writeAndFlush(pieces.getLast()));
    }
    settle();
    assertEquals(4, writes.stream().filter(Future::isSuccess).count()); // 64 KiB
    loop.submit(() -> channel.config().setAutoRead(true)).awaitUninterruptibly();
    writes.forEach(Future::awaitUninterruptibly);
    assertEquals(10, writes.stream().filter(Future::isSuccess).count());
    loop.submit(() -> channel.config().setAutoRead(false)).awaitUninterruptibly();
    ChannelFuture last = channel.writeAndFlush(piece('y'));
    channel.close().awaitUninterruptibly();
    assertTrue(last.isDone());
    pieces.forEach(each -> assertEquals(0, each.refCnt()));
  }

  @Test
  void oneByteAtATimeIsBoundedToo() {
    DuplexChannel channel = dialled(Sink.ECHO_PORT);
    loop.submit(() -> channel.config().setAutoRead(false)).awaitUninterruptibly();
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      writes.add(channel.writeAndFlush(Unpooled.buffer(1).writeByte(i)));
    }
    settle();
    assertEquals(256, writes.stream().filter(Future::isSuccess).count());
    channel.close().awaitUninterruptibly();
  }

  @Test
  void discardTakesEverythingAndGivesNothingButItsFin() throws InterruptedException {
    DuplexChannel channel = dialled(Sink.DISCARD_PORT);
    ChannelFuture last = channel.newSucceededFuture();
    for (int i = 0; i < 100; i++) {
      last = channel.writeAndFlush(piece('x'));
    }
    assertTrue(last.awaitUninterruptibly().isSuccess());
    assertEquals(1, reader.fin.getCount());
    loop.submit(() -> channel.shutdownOutput()).awaitUninterruptibly();
    awaitFin();
    assertEquals(0, reader.bytes.size());
    channel.close().awaitUninterruptibly();
  }

  @Test
  void chargenSendsLinesUntilItIsPausedAndEndsWithAFin() throws InterruptedException {
    reader.pauseAtBytes = 1 << 20;
    DuplexChannel channel = dialled(Sink.CHARGEN_PORT);
    while (loop.submit(() -> channel.config().isAutoRead()).syncUninterruptibly().getNow()) {
      settle();
    }
    settle();
    int paused = loop.submit(reader.bytes::size).syncUninterruptibly().getNow();
    assertTrue(paused >= 1 << 20 && paused < (1 << 20) + 16 * 64 * 1024, "" + paused);
    loop.submit(() -> channel.shutdownOutput()).awaitUninterruptibly();
    awaitFin();
    String text = reader.bytes.toString(StandardCharsets.US_ASCII);
    assertEquals(paused, text.length());
    String[] lines = text.split("\r\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      assertEquals(72, lines[i].length());
      assertEquals(' ' + i % 95, lines[i].charAt(0));
      assertEquals(' ' + (i + 71) % 95, lines[i].charAt(71));
    }
    channel.close().awaitUninterruptibly();
  }

  @Test
  void aChannelThatIsClosedWhileItSendsIsQuiet() {
    DuplexChannel channel = dialled(Sink.CHARGEN_PORT);
    channel.close().awaitUninterruptibly();
    settle();
    int size = loop.submit(reader.bytes::size).syncUninterruptibly().getNow();
    settle();
    assertEquals(size, loop.submit(reader.bytes::size).syncUninterruptibly().getNow());
    assertFalse(channel.isOpen());
  }

  @Test
  void saysWhereItIs() {
    DuplexChannel channel = dialled(Sink.DISCARD_PORT);
    var address = (InetSocketAddress) channel.remoteAddress();
    assertEquals("100:0:0:0:0:0:0:0", address.getAddress().getHostAddress());
    assertEquals(Sink.DISCARD_PORT, address.getPort());
    channel.close().awaitUninterruptibly();
  }

  @Test
  void isAtNoOtherName() {
    for (String name : List.of("invalid", "a.turnpike.invalid", "turnpike.invalid2", "100::")) {
      assertFalse(Sink.isAt(new HostPort(name, 7)), name);
    }
  }

  @Test
  void refusesOtherPortsAndWhoIsNotPermitted() {
    Future<Channel> other =
        Sink.dial(loop, new HostPort(Sink.HOST, 80), address -> true, channel -> {});
    assertEquals(DialFailure.Kind.REFUSED, kindOf(other));
    Future<Channel> denied =
        Sink.dial(loop, new HostPort(Sink.HOST, 80), address -> false, channel -> {});
    assertEquals(DialFailure.Kind.DENIED, kindOf(denied));
  }

  private static DialFailure.Kind kindOf(Future<Channel> dial) {
    return assertInstanceOf(DialFailure.class, dial.awaitUninterruptibly().cause()).kind();
  }
}
