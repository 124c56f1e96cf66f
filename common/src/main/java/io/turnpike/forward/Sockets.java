package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.net.HeadroomAllocator;

/// How user sockets are set up, accepted and dialled ones alike. Netty has set TCP_NODELAY on every
/// socket already.
final class Sockets {
  /// Reads of one socket before the loop turns to the next: what one flush then carries.
  private static final int READS_AT_ONCE = 16;

  /// One DATA frame's worth each, with room for its header in front, so that what was read is
  /// framed and encrypted where it lies.
  private static final RecvByteBufAllocator RECEIVE =
      new HeadroomAllocator(
          FrameEncoder.HEADROOM_BYTES,
          new FixedRecvByteBufAllocator(Frame.Data.MAX_BYTES).maxMessagesPerRead(READS_AT_ONCE));

  private Sockets() {}

  /// For an accepted channel that is not registered yet.
  static void configureAccepted(Channel channel) {
    configure(channel);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
  }

  static ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        configure(channel);
      }
    };
  }

  private static void configure(Channel channel) {
    channel.config().setRecvByteBufAllocator(RECEIVE);
  }

  /// Closes with an RST.
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }
}
