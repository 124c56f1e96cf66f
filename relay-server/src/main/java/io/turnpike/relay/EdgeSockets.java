package io.turnpike.relay;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.turnpike.net.Transport;
import java.time.Duration;

/// How the relay's sockets towards edges are set up.
final class EdgeSockets {
  private static final Duration USER_TIMEOUT = Duration.ofSeconds(15);
  private static final int SMALLEST_READ_BYTES = 1024;
  private static final int FIRST_READ_BYTES = 2048;
  private static final int LARGEST_READ_BYTES = 32 * 1024;

  /// What comes behind them is for [io.turnpike.net.Splice], where it can be.
  private static final int READS_AT_ONCE = 2;

  /// So much may be queued for the other side of a tunnel before reading pauses.
  private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private EdgeSockets() {}

  /// Of an accepted channel, before it is registered.
  static void configure(Channel channel, Transport transport) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(
                    SMALLEST_READ_BYTES, FIRST_READ_BYTES, LARGEST_READ_BYTES)
                .maxMessagesPerRead(READS_AT_ONCE));
    channel.config().setWriteBufferWaterMark(QUEUE);
    transport.userTimeout(channel, USER_TIMEOUT);
  }
}
