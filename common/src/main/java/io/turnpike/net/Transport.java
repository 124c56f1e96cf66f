package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one place that answers which of Netty's transports this process uses.
///
/// The classes and native libraries of a transport are loaded when that constant is first asked for
/// something, never by naming it.
public enum Transport {
  EPOLL,
  IO_URING,
  KQUEUE,
  NIO;

  /// The system property that overrides [#best()]: a constant's name, in any case.
  public static final String PROPERTY = "turnpike.transport";

  /// The transport for this machine: epoll on Linux and kqueue on macOS when their native library
  /// loads, NIO elsewhere. io_uring is used only when asked for through [#PROPERTY].
  ///
  /// @throws IllegalArgumentException when the property names no transport, or one that does not
  ///   work here; the message is one line for the user
  public static Transport best() {
    return choose(System.getProperty(PROPERTY), System.getProperty("os.name", ""));
  }

  static Transport choose(@Nullable String wanted, String osName) {
    if (wanted != null && !wanted.isBlank()) {
      return named(wanted.strip());
    }
    if (osName.startsWith("Linux") && EPOLL.isAvailable()) {
      return EPOLL;
    }
    if (osName.startsWith("Mac") && KQUEUE.isAvailable()) {
      return KQUEUE;
    }
    return NIO;
  }

  private static Transport named(String name) {
    for (Transport transport : values()) {
      if (transport.name().equalsIgnoreCase(name)) {
        if (!transport.isAvailable()) {
          throw new NoSuchTransportException(
              PROPERTY
                  + " \""
                  + name
                  + "\" does not work on this machine (expected: nio, or none)");
        }
        return transport;
      }
    }
    throw new NoSuchTransportException(
        PROPERTY + " \"" + name + "\" (expected: epoll, io_uring, kqueue or nio)");
  }

  /// Whether this transport's native library is there for this machine and loads.
  public boolean isAvailable() {
    return switch (this) {
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case KQUEUE -> KQueue.isAvailable();
      case NIO -> true;
    };
  }

  public IoHandlerFactory ioHandlerFactory() {
    return switch (this) {
      case EPOLL -> BusyPollHandler.newFactory(SteadyEpoll.newFactory());
      case IO_URING -> IoUringIoHandler.newFactory();
      case KQUEUE -> KQueueIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  public Class<? extends ServerSocketChannel> serverChannelType() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case KQUEUE -> KQueueServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /// Whether sockets need no channel here; see [PlainSocket].
  boolean hasPlainSockets() {
    return this == EPOLL;
  }

  /// Where a socket listens that this process has as a descriptor.
  InetSocketAddress listeningAddress(int descriptor) {
    return new Socket(descriptor).localAddress();
  }

  /// The same connection as a channel, which is on no loop, and not active when the connection is
  /// reset. The socket is of no use any more.
  static Channel channelOf(PlainSocket connected) {
    return new EpollSocketChannel(connected.socket().intValue());
  }

  public Class<? extends SocketChannel> channelType() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
      case KQUEUE -> KQueueSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }

  /// A group of `loops` event loops, or of one for each available processor when `loops` is 0.
  /// Their threads are named `<threadNamePrefix>-<group>-<loop>`; the caller shuts the group down,
  /// which closes all of its channels.
  public EventLoopGroup newGroup(String threadNamePrefix, int loops) {
    if (loops < 0) {
      throw new IllegalArgumentException("loops: " + loops + " (expected: >= 0)");
    }
    int count = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    return new ClosingLoopGroup(count, threadNamePrefix, ioHandlerFactory());
  }

  /// `TCP_USER_TIMEOUT` in milliseconds, for a bootstrap's `option` or `childOption`, where the
  /// transport has one.
  public Optional<ChannelOption<Integer>> userTimeoutOption() {
    return switch (this) {
      case EPOLL -> Optional.of(EpollChannelOption.TCP_USER_TIMEOUT);
      case IO_URING -> Optional.of(IoUringChannelOption.TCP_USER_TIMEOUT);
      case KQUEUE, NIO -> Optional.empty();
    };
  }

  /// `SO_REUSEPORT`, for a listener's bootstrap.
  ChannelOption<Boolean> reusePortOption() {
    return this == NIO
        ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
        : UnixChannelOption.SO_REUSEPORT;
  }

  /// Lets the kernel give up on `channel` when what was sent stays unacknowledged for `timeout`;
  /// does nothing where the transport cannot.
  public void userTimeout(Channel channel, Duration timeout) {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    userTimeoutOption().ifPresent(option -> channel.config().setOption(option, millis));
  }

  /// Whether `channel` is a TCP socket of epoll's.
  static boolean isEpollSocket(Channel channel) {
    return channel instanceof EpollSocketChannel;
  }

  /// Acts as if the kernel had said that `channel` takes more, so that Netty writes what waits:
  /// nothing else makes it while it waits for that. Of [#isEpollSocket], connected; on its loop.
  static void takesMore(Channel channel) {
    EpollIoEvent takesMore = () -> EpollIoOps.EPOLLOUT;
    ((EpollIoHandle) channel.unsafe()).handle(null, takesMore); // whatever the registration
  }

  /// Whether the kernel has given up on this channel's connection (reset by the peer, or timed
  /// out), which no event tells while reading is paused or after half of it is closed; see
  /// [TcpLiveness].
  public static boolean isReset(Channel channel) {
    return TcpLiveness.isReset(channel);
  }

  /// Sends the FIN of a channel in whose queue nothing waits and to which nothing more is written.
  /// On its loop.
  ///
  /// What Netty does for that on epoll prepares an exception for later writes, with its stack: a
  /// quarter of all that a short connection allocated.
  public static void shutOutput(DuplexChannel channel) {
    if (channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket) {
      try {
        socket.shutdown(false, true);
        channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
        return;
      } catch (IOException | NotYetConnectedException e) {
        // Netty's way says so
      }
    }
    channel.shutdownOutput();
  }

  /// The name as users write it: `epoll`, `io_uring`, `kqueue`, `nio`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
