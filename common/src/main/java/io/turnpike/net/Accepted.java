package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection that was just accepted and lives on no loop yet: a plain socket where the transport
/// has such, until somebody asks for a channel. Whoever gets it owns it; one thread at a time.
public final class Accepted {
  private final EventLoop loop;
  private final InetSocketAddress remote;
  private @Nullable PlainSocket plain;
  private @Nullable Channel channel;

  Accepted(EventLoop loop, InetSocketAddress remote, PlainSocket plain) {
    this.loop = loop;
    this.remote = remote;
    this.plain = plain;
  }

  Accepted(EventLoop loop, InetSocketAddress remote, Channel channel) {
    this.loop = loop;
    this.remote = remote;
    this.channel = channel;
  }

  /// The loop that has accepted it.
  public EventLoop loop() {
    return loop;
  }

  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /// Where its source wanted to go, as this host sees it; empty when that is not known any more.
  public Optional<InetSocketAddress> localAddress() {
    return Optional.ofNullable(
        plain != null
            ? plain.socket().localAddress()
            : (InetSocketAddress) channel().localAddress());
  }

  /// Empty when it is a channel.
  public Optional<PlainSocket> plain() {
    return Optional.ofNullable(plain);
  }

  /// It is a channel from now on, which is on no loop, and not active when its source has reset the
  /// connection meanwhile.
  public Channel channel() {
    if (channel == null) {
      if (plain == null) {
        throw new AssertionError("neither socket nor channel");
      }
      channel = Transport.channelOf(plain);
      plain = null;
    }
    return channel;
  }

  /// What the system knows it by, where Netty has a name for that.
  Optional<Socket> socket() {
    if (plain != null) {
      return Optional.of(plain.socket());
    }
    return channel() instanceof UnixChannel unix && unix.fd() instanceof Socket socket
        ? Optional.of(socket)
        : Optional.empty();
  }

  /// Ends in an RST, unless its channel has come to live on a loop: then that is closed there.
  public void reset() {
    if (plain != null) {
      plain.abort();
    } else if (channel().isOpen()) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
      channel().unsafe().closeForcibly();
    }
  }
}
