package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A connection that carries much, or will: on the loopback it is not paced ([UnpacedLoopback]),
/// elsewhere its send buffer is kept full ([Refill]).
public final class BulkSocket {
  /// Of a user's connection: that it carries much, and so is worth a system call.
  public static final int MUCH_BYTES = 256 * 1024;

  private BulkSocket() {}

  /// The channel is connected; once for each. On its loop.
  public static void prepare(Channel channel) {
    if (channel.remoteAddress() instanceof InetSocketAddress far) {
      if (far.getAddress().isLoopbackAddress()) {
        UnpacedLoopback.apply(channel);
      } else {
        RefillHandler.add(channel);
      }
    }
  }

  /// The same without a channel.
  ///
  /// @param waiting for the socket
  /// @return told when something waits; none on the loopback
  static @Nullable Refill prepare(PlainSocket plain, Refill.Queue waiting) {
    EventLoop loop = plain.loop();
    InetSocketAddress far = plain.socket().remoteAddress();
    if (loop == null || far == null) {
      return null;
    }
    if (far.getAddress().isLoopbackAddress()) {
      UnpacedLoopback.apply(plain.socket());
      return null;
    }
    return Refill.on(loop, waiting);
  }
}
