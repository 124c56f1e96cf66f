package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;

/// Asks the kernel for the state of a connection, for the sweep over paused and half-closed
/// channels; called on the channel's event loop.
///
/// Only Linux tells (epoll, io_uring), through `TCP_INFO`. A connection in `TCP_CLOSE` was reset or
/// has timed out, unless this end had shut down its output: then both directions may have ended in
/// order, with the peer's last bytes still unread. There a pending socket error makes the
/// difference. Asking for that error clears it, so a caller that gets `true` must close the
/// channel.
final class TcpLiveness {
  /// `TCP_CLOSE` in Linux's `tcp_states.h`.
  private static final int TCP_CLOSE = 7;

  private TcpLiveness() {}

  static boolean isReset(Channel channel) {
    if (!channel.isActive()) {
      return false;
    }
    try {
      if (channel instanceof EpollSocketChannel epoll) {
        return epoll.tcpInfo().state() == TCP_CLOSE && endedInDisorder(epoll);
      }
      if (channel instanceof IoUringSocketChannel uring) {
        return uring.tcpInfo().state() == TCP_CLOSE && endedInDisorder(uring);
      }
      return false;
    } catch (ChannelException | IOException e) {
      // The descriptor was closed meanwhile: the channel's own close event tells.
      return false;
    }
  }

  private static <C extends SocketChannel & UnixChannel> boolean endedInDisorder(C channel)
      throws IOException {
    return !channel.isOutputShutdown()
        || (channel.fd() instanceof Socket socket && socket.getSoError() != 0);
  }
}
