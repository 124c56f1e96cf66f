package io.turnpike.e2e.faults;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.Leaf;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.TrustedRelay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The strangers of a [Crowd]: what one does with its connection. Belongs to the crowd's loop.
@FunctionalInterface
interface Stranger {
  /// Puts its handlers into the pipeline of a channel that is about to connect.
  void begin(Channel channel);

  /// Connects and says nothing.
  static Stranger silent() {
    return channel -> {};
  }

  /// Begins a ClientHello, a byte each second.
  static Stranger slow() {
    byte[] clientHello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3, 7, 7, 7};
    return channel -> channel.pipeline().addLast(new Dripping(clientHello));
  }

  /// Another protocol, or random bytes of a fixed seed.
  static Stranger bad() {
    byte[] request = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    var random = new Random(7);
    return channel -> {
      byte[] bytes = request;
      if (random.nextBoolean()) {
        bytes = new byte[1 + random.nextInt(500)];
        random.nextBytes(bytes);
      }
      channel.pipeline().addLast(new Saying(bytes));
    };
  }

  /// A whole handshake with an identity that nobody has authorised, HELLO, and its answer.
  ///
  /// @param certificate that of the relay
  /// @param refused counts the answers
  static Stranger withUnknownKey(Path certificate, AtomicInteger refused) throws KeyFileException {
    Leaf leaf = Leaf.mint(IdentityKeyPair.generate(), Clock.systemUTC());
    SslContext tls = OuterTls.forEdge(TrustedRelay.load(certificate, "127.0.0.1"), () -> leaf);
    return channel ->
        channel
            .pipeline()
            .addLast(
                tls.newHandler(channel.alloc()),
                new FrameDecoder(Layer.CONTROL),
                FrameEncoder.INSTANCE,
                new Greeting(refused));
  }

  /// Sends its bytes at once.
  final class Saying extends ChannelInboundHandlerAdapter {
    private final byte[] bytes;

    Saying(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
    }
  }

  /// Sends its bytes one by one.
  final class Dripping extends ChannelInboundHandlerAdapter {
    private final ByteBuf bytes;

    Dripping(byte[] bytes) {
      this.bytes = Unpooled.wrappedBuffer(bytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (bytes.isReadable() && ctx.channel().isActive()) {
        ctx.writeAndFlush(bytes.readRetainedSlice(1), ctx.voidPromise());
        ctx.executor().schedule(() -> channelActive(ctx), 1, TimeUnit.SECONDS);
      }
    }
  }

  /// Says HELLO behind the handshake.
  final class Greeting extends SimpleChannelInboundHandler<Frame.Refused> {
    private static final Frame.Hello HELLO =
        new Frame.Hello(
            Frame.VersionRange.SUPPORTED,
            Role.ENTRY,
            ConnectionKind.TUNNEL,
            0,
            new InstanceId(7, 7),
            InstanceId.NONE,
            "0",
            "stranger");

    private final AtomicInteger refused;

    Greeting(AtomicInteger refused) {
      this.refused = refused;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
        ctx.writeAndFlush(HELLO, ctx.voidPromise());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame.Refused answer) {
      refused.incrementAndGet();
    }
  }
}
