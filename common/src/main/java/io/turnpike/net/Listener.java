package io.turnpike.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/// Binds listening sockets whose accepted channels reach a handler unregistered, so that the
/// handler chooses the event loop that each one lives on.
public final class Listener {
  private static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoop loop;

  /// @param loop where connections are accepted
  public Listener(Transport transport, EventLoop loop) {
    this.transport = transport;
    this.loop = loop;
  }

  /// Binds and waits for it; `::` means all addresses of both families, or 0.0.0.0 on a host
  /// without IPv6. Not on an event loop.
  ///
  /// @param accepted gets each accepted channel, unregistered, on the listener's loop
  /// @throws IOException with one line: which address, and why not
  public Channel bind(InetSocketAddress address, Consumer<Channel> accepted) throws IOException {
    ChannelFuture bound = tryBind(address, accepted);
    if (!bound.isSuccess() && isIpv6Any(address) && !isInUse(bound.cause())) {
      bound = tryBind(new InetSocketAddress("0.0.0.0", address.getPort()), accepted);
    }
    if (!bound.isSuccess()) {
      throw new IOException(reason(address, bound.cause()), bound.cause());
    }
    return bound.channel();
  }

  private ChannelFuture tryBind(InetSocketAddress address, Consumer<Channel> accepted) {
    return new Bootstrap()
        .group(loop)
        .channel(transport.serverChannelType())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .handler(new AcceptHandler(accepted))
        .bind(address)
        .awaitUninterruptibly();
  }

  private static boolean isIpv6Any(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip != null && ip.isAnyLocalAddress() && ip.getAddress().length == 16;
  }

  private static boolean isInUse(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("in use");
  }

  private static String reason(InetSocketAddress address, Throwable cause) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : NetUtil.toAddressString(address.getAddress());
    String where = new HostPort(host, address.getPort()).toString();
    return isInUse(cause)
        ? "port " + address.getPort() + " is in use (cannot listen on " + where + ")"
        : "cannot listen on " + where + ": " + cause.getMessage();
  }
}
