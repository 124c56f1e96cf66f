package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import io.turnpike.net.Transport;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.TrustedRelay;
import java.net.Socket;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Thousands of connections that say anything: no stack trace, nothing left, and the relay lives.
class RandomBytesTest {
  private static final int AT_ONCE = 32;
  private static final int LARGEST = 700;

  /// Bytes for inside TLS: random ones, and frames with random damage.
  private static byte[] inside(Random random) {
    byte[] bytes =
        switch (random.nextInt(4)) {
          case 0 -> new byte[1 + random.nextInt(LARGEST)];
          case 1 -> Frames.bytes(hello(random), new Frame.Pong(1), new Frame.Ready());
          case 2 -> Frames.bytes(hello(random), new Frame.Ready());
          default ->
              Frames.join(
                  Frames.bytes(hello(random)),
                  Frames.header(random.nextInt(300), random.nextInt(256)),
                  new byte[random.nextInt(300)]);
        };
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    } else {
      for (int damages = random.nextInt(4); damages > 0; damages--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private static Frame.Hello hello(Random random) {
    return Frames.hello(
        random.nextBoolean() ? Role.ENTRY : Role.REVERSE,
        "g" + random.nextInt(3),
        random.nextBoolean() ? ConnectionKind.CONTROL : ConnectionKind.TUNNEL);
  }

  /// Says its bytes when TLS is there, and leaves.
  private static final class Speaker extends ChannelInboundHandlerAdapter {
    private final byte[] bytes;
    private final AtomicInteger spoken;

    Speaker(byte[] bytes, AtomicInteger spoken) {
      this.bytes = bytes;
      this.spoken = spoken;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
        spoken.incrementAndGet();
        ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static int speak(Chain chain, int connections, long seed) throws Exception {
    IdentityKeyPair own = IdentityKeyPair.load(chain.keys().authPrivate());
    Leaf leaf = Leaf.mint(own, Clock.systemUTC());
    SslContext tls =
        OuterTls.forEdge(TrustedRelay.load(chain.keys().serverCert(), "127.0.0.1"), () -> leaf);
    var random = new Random(seed);
    var slots = new Semaphore(AT_ONCE);
    var spoken = new AtomicInteger();
    EventLoopGroup group = Transport.best().newGroup("speaker", 1);
    try {
      for (int i = 0; i < connections; i++) {
        assertTrue(slots.tryAcquire(30, TimeUnit.SECONDS), "connection " + i + " is stuck");
        byte[] bytes = inside(random);
        new Bootstrap()
            .group(group)
            .channel(Transport.best().channelType())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SslHandler handler = tls.newHandler(channel.alloc());
                    channel.pipeline().addLast(handler, new Speaker(bytes, spoken));
                  }
                })
            .connect("127.0.0.1", chain.relayPort())
            .channel()
            .closeFuture()
            .addListener(closed -> slots.release());
      }
      assertTrue(slots.tryAcquire(AT_ONCE, 30, TimeUnit.SECONDS), "some are stuck");
      return spoken.get();
    } finally {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private static void expectCalm(Chain chain, Logs logs) throws Exception {
    var relay = chain.relay();
    Await.until(
        () ->
            "edges=%d waiting=%d pairs=%d (expected: 0)"
                .formatted(relay.edges(), relay.waitingTunnels(), relay.pairs()),
        () -> relay.edges() == 0 && relay.waitingTunnels() == 0 && relay.pairs() == 0);
    IdentityKeyPair own = IdentityKeyPair.load(chain.keys().authPrivate());
    try (var honest = RawEdge.connect(chain.relayPort(), RawEdge.Tls.turnpike(own))) {
      assertInstanceOf(Frame.Welcome.class, honest.send(Frames.hello(Role.ENTRY, "7")).read());
    }
    logs.expectNoFaults();
  }

  @Test
  void insideTls() throws Exception {
    try (var logs = new Logs();
        var chain = Chain.startRelay(ChainSettings.of())) {
      assertEquals(2_000, speak(chain, 2_000, 20_260_301));
      expectCalm(chain, logs);
    }
  }

  @Test
  void insteadOfTls() throws Exception {
    try (var logs = new Logs();
        var chain = Chain.startRelay(ChainSettings.of())) {
      var random = new Random(7);
      for (int i = 0; i < 1_000; i++) {
        byte[] bytes = new byte[1 + random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        if (i % 2 == 0 && bytes.length > 5) { // as if it were a handshake
          System.arraycopy(new byte[] {22, 3, 1, 0, (byte) (bytes.length - 5)}, 0, bytes, 0, 5);
        }
        try (var socket = new Socket("127.0.0.1", chain.relayPort())) {
          socket.getOutputStream().write(bytes);
        }
      }
      expectCalm(chain, logs);
    }
  }
}
