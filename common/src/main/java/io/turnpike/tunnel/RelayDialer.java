package io.turnpike.tunnel;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.net.BulkSocket;
import io.turnpike.net.Dialer;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.HeadroomAllocator;
import io.turnpike.net.HeadroomCumulator;
import io.turnpike.net.HostPort;
import io.turnpike.net.Transport;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/// Dials the relay: TCP, L1, HELLO, for control connections and tunnels alike. Any thread.
final class RelayDialer {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// For TCP alone. SYN is sent again after 1, 3 and 7 s: giving up at 5 s, and dialling anew after
  /// 3 s at most, never waits longer than 5 s for a path that is back.
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// Unacknowledged bytes for so long mean that the path is dead.
  private static final Duration USER_TIMEOUT = Duration.ofSeconds(15);

  /// A pass of the event loop may queue this much before streams pause: 32 full frames and some.
  private static final int LARGEST_QUEUE_BYTES = DirectMemory.modest(640 * 1024, 512);

  private static final WriteBufferWaterMark QUEUE =
      new WriteBufferWaterMark(LARGEST_QUEUE_BYTES / 3, LARGEST_QUEUE_BYTES);

  private static final int LARGEST_READ_BYTES = DirectMemory.modest(128 * 1024, 2048);

  /// With the room in front of it what Netty's allocator still pools where the heap is small: 16.5
  /// KiB. With 512 each read of a small message took memory of the C library and gave it back.
  private static final int SMALLEST_READ_BYTES = 480;

  private static final RecvByteBufAllocator RECEIVE =
      new HeadroomAllocator(
          HeadroomCumulator.HEADROOM_BYTES,
          new AdaptiveRecvByteBufAllocator(SMALLEST_READ_BYTES, 2048, LARGEST_READ_BYTES)
              .maxMessagesPerRead(4));

  private final EdgeProfile profile;
  private final Transport transport;
  private final Dialer dialer;

  RelayDialer(EdgeProfile profile, Transport transport, Dialer dialer) {
    this.profile = profile;
    this.transport = transport;
    this.dialer = dialer;
  }

  /// What becomes of the connection.
  ///
  /// @param welcomed makes the handler behind WELCOME
  /// @param closed told why the connection has ended, at any time after it was made
  record Fate(
      Function<Frame.Welcome, ChannelInboundHandlerAdapter> welcomed, Consumer<Throwable> closed) {}

  /// What the connection is for.
  ///
  /// @param wanted the only peer to be paired with, or none
  record Purpose(ConnectionKind kind, InstanceId wanted) {
    static final Purpose CONTROL = new Purpose(ConnectionKind.CONTROL, InstanceId.NONE);

    static Purpose tunnel(InstanceId wanted) {
      return new Purpose(ConnectionKind.TUNNEL, wanted);
    }

    Frame.Hello hello(EdgeProfile profile) {
      return profile.hello(kind, wanted);
    }
  }

  /// Dials on `loop`. A failure to connect fails the result; whatever happens later goes to
  /// `fate.closed`.
  Future<Channel> dial(EventLoop loop, Purpose purpose, Fate fate) {
    Future<Channel> dial =
        dialer.dial(
            loop,
            new Dialer.Request(profile.relay().address(), CONNECT_TIMEOUT, address -> true),
            new Dialer.Socket(false, channel -> compose(channel, purpose, fate)));
    dial.addListener(_ -> {
      if (dial.isSuccess()) {
        BulkSocket.prepare(dial.getNow());
      }
    });
    return dial;
  }

  private void compose(Channel channel, Purpose purpose, Fate fate) {
    transport.userTimeout(channel, USER_TIMEOUT);
    channel.config().setWriteBufferWaterMark(QUEUE);
    channel.config().setRecvByteBufAllocator(RECEIVE);
    HostPort relay = profile.relay().name();
    SslHandler tls = profile.outer().get().newHandler(channel.alloc(), relay.host(), relay.port());
    tls.setHandshakeTimeoutMillis(TIMEOUT.toMillis());
    channel
        .pipeline()
        .addLast(HandlerNames.OUTER_TLS, tls)
        .addLast(HandlerNames.FRAME_DECODER, new FrameDecoder(Layer.CONTROL))
        .addLast(HandlerNames.FRAME_ENCODER, FrameEncoder.INSTANCE)
        .addLast(HandlerNames.HELLO, new HelloHandler(purpose.hello(profile), fate.welcomed()))
        .addLast(HandlerNames.FAILURE, new FailureHandler(fate.closed()));
  }
}
