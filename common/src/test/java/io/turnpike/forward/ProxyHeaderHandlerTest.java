package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderHandlerTest {
  private static final InetSocketAddress SENDER = new InetSocketAddress("10.0.0.1", 99);
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.7", 4711);
  private static final byte[] V1 =
      "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] V2 =
      HexFormat.of()
          .parseHex(
              "0d0a0d0a000d0a515549540a"
                  + "2111"
                  + "0010"
                  + "c0000207c0000201"
                  + "12670050"
                  + "04000100");
  private static final String REST = "PROXY is what follows\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel(false, false);
  private final StringBuilder passed = new StringBuilder();
  private Promise<InetSocketAddress> source;

  static byte[][] headers() {
    return new byte[][] {V1, V2};
  }

  private void start() throws Exception {
    channel.config().setAutoRead(false);
    source = ImmediateEventExecutor.INSTANCE.newPromise();
    channel
        .pipeline()
        .addLast(
            new HAProxyMessageDecoder(ProxyHeaders.MOST_TLV_BYTES),
            new ProxyHeaderHandler(SENDER, Duration.ofSeconds(5), source),
            new Handover());
    channel.register();
  }

  private void write(byte[] bytes, int from, int to) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
  }

  /// What a pipe would get, once it is there.
  private String passOn() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                passed.append(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
                ((ByteBuf) message).release();
              }

              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                passed.append(event == ChannelInputShutdownEvent.INSTANCE ? "FIN" : event);
              }
            });
    Handover.begin(channel, channel.eventLoop(), begun -> passed.append("begun "));
    return passed.toString();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void isReadWhereverItIsSplit(byte[] header) throws Exception {
    byte[] all = Arrays.copyOf(header, header.length + REST.length());
    System.arraycopy(
        REST.getBytes(StandardCharsets.US_ASCII), 0, all, header.length, REST.length());
    for (int split = 1; split < all.length; split++) {
      var one = new ProxyHeaderHandlerTest();
      one.start();
      one.write(all, 0, split);
      assertEquals(split >= header.length, one.source.isSuccess(), "at " + split);
      one.write(all, split, all.length);
      assertEquals(SOURCE, one.source.getNow());
      assertFalse(one.channel.isRegistered());
      assertEquals("begun " + REST, one.passOn());
      assertTrue(one.channel.config().isAutoRead());
      assertNull(one.channel.pipeline().get(Handover.class));
      one.channel.finishAndReleaseAll();
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void comesByteByByte(byte[] header) throws Exception {
    start();
    for (int i = 0; i < header.length; i++) {
      assertFalse(source.isDone());
      write(header, i, i + 1);
    }
    assertEquals(SOURCE, source.getNow());
    assertEquals("begun ", passOn());
    channel.finishAndReleaseAll();
  }

  @Test
  void anEndBehindItComesBehindTheRest() throws Exception {
    start();
    write(V2, 0, V2.length);
    write(new byte[] {'a'}, 0, 1);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertEquals("begun aFIN", passOn());
    channel.finishAndReleaseAll();
  }

  @Test
  void whatIsHeldIsFreedWhenNobodyReadsIt() throws Exception {
    start();
    write(V2, 0, V2.length);
    ByteBuf early = Unpooled.copiedBuffer(new byte[10]);
    channel.writeInbound(early);
    assertEquals(1, early.refCnt());
    Handover.discard(channel);
    assertEquals(0, early.refCnt());
    channel.finishAndReleaseAll();
  }

  @Test
  void isLateAfterItsTime() throws Exception {
    start();
    channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(source.isDone());
    channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals("did not come within 5000 ms", source.cause().getMessage());
    channel.finishAndReleaseAll();
  }
}
