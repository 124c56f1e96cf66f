package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.net.HeadroomAllocator;
import io.turnpike.stream.Stream;

/// How user sockets are set up, accepted and dialled ones alike. Netty has set TCP_NODELAY on every
/// socket already.
final class Sockets {
  /// Reads of one socket before the loop turns to the next: what one flush then carries.
  private static final int READS_AT_ONCE = 16;

  private static final RecvByteBufAllocator FULL_FRAMES =
      new FixedRecvByteBufAllocator(Frame.Data.MAX_BYTES).maxMessagesPerRead(READS_AT_ONCE);

  private Sockets() {}

  /// Once for each accepted channel, before it is registered.
  static void configureAccepted(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    endInReset(channel);
  }

  /// From here on the socket ends in an RST, however it ends: even when the process is killed, its
  /// user must not take that for the end of the bytes.
  static void endInReset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
  }

  /// Every byte is with the kernel, and the FIN behind them is due: the socket may end in order.
  static void endInOrder(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, -1);
  }

  /// Reads one DATA frame's worth each, with room for its header in front, so that what was read is
  /// framed and encrypted where it lies; and only so often in a row that streams which share a
  /// tunnel share it evenly. Before the channel's first read.
  static void readFor(Stream stream, Channel channel) {
    channel
        .config()
        .setRecvByteBufAllocator(
            new HeadroomAllocator(
                FrameEncoder.HEADROOM_BYTES, FULL_FRAMES, () -> stream.share(READS_AT_ONCE)));
  }

  /// Closes with an RST.
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      endInReset(channel);
      channel.close();
    }
  }
}
