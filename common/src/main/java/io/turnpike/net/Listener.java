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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Binds listening sockets whose accepted channels reach a handler unregistered, so that the
/// handler chooses the event loop that each one lives on.
public final class Listener {
  private final Transport transport;
  private final EventLoop loop;
  private final Options options;
  private final InheritedSockets inherited;

  /// @param backlog how many connections the kernel keeps that are not accepted yet
  /// @param reusePort whether other processes may listen on the same port, and share what comes
  /// @param receiveBufferBytes of the sockets to be accepted; 0 for the kernel's choice
  public record Options(int backlog, boolean reusePort, int receiveBufferBytes) {
    public static final Options DEFAULT = new Options(4096, false, 0);

    public Options {
      if (backlog < 1) {
        throw new IllegalArgumentException("--backlog: " + backlog + " (expected: 1 or more)");
      }
    }
  }

  /// @param loop where connections are accepted
  public Listener(Transport transport, EventLoop loop) {
    this(transport, loop, Options.DEFAULT);
  }

  /// @param loop where connections are accepted
  public Listener(Transport transport, EventLoop loop, Options options) {
    this(transport, loop, options, new InheritedSockets());
  }

  /// @param loop where connections are accepted
  /// @param inherited those of these sockets that listen where something is to be bound are used
  public Listener(
      Transport transport, EventLoop loop, Options options, InheritedSockets inherited) {
    this.transport = transport;
    this.loop = loop;
    this.options = options;
    this.inherited = inherited;
  }

  /// Binds and waits for it, unless there is an inherited socket for it; `::` means all addresses
  /// of both families, or 0.0.0.0 on a host without IPv6. Not on an event loop.
  ///
  /// @param accepted gets each accepted channel, unregistered, on the listener's loop
  /// @throws IOException with one line: which address, and why not
  public Channel bind(InetSocketAddress address, Consumer<Channel> accepted) throws IOException {
    return bind(address, any -> {}, accepted);
  }

  /// The same for a socket that is set up before it is bound, and so before anybody can connect; an
  /// inherited one is left as it is.
  ///
  /// @param prepare gets the listening channel
  public Channel bind(
      InetSocketAddress address, Consumer<Channel> prepare, Consumer<Channel> accepted)
      throws IOException {
    Optional<InheritedSockets.Inherited> socket =
        address.isUnresolved() ? Optional.empty() : inherited.claim(address);
    if (socket.isPresent()) {
      return adopt(socket.get(), accepted);
    }
    var handler = new AcceptHandler(prepare, accepted);
    ChannelFuture bound = tryBind(address, handler);
    if (!bound.isSuccess() && isIpv6Any(address) && !isInUse(bound.cause())) {
      var again = new AcceptHandler(prepare, accepted);
      bound = tryBind(new InetSocketAddress("0.0.0.0", address.getPort()), again);
    }
    if (!bound.isSuccess()) {
      throw new IOException(reason(address, bound.cause()), bound.cause());
    }
    return bound.channel();
  }

  /// The same for what a TPROXY rule leads here: the local address of an accepted channel is where
  /// its source wanted to go.
  public Channel bindTransparent(InetSocketAddress address, Consumer<Channel> accepted)
      throws IOException {
    Channel bound = bind(address, accepted);
    try {
      transport.makeTransparent(bound);
      return bound;
    } catch (IOException e) {
      bound.close();
      throw e;
    }
  }

  /// Listens on every inherited socket that is left, wherever that is. Not on an event loop.
  ///
  /// @param accepted as for [#bind]
  public List<Channel> bindInherited(Consumer<Channel> accepted) throws IOException {
    List<Channel> channels = new ArrayList<>();
    for (var next = inherited.claimNext(); next.isPresent(); next = inherited.claimNext()) {
      channels.add(adopt(next.get(), accepted));
    }
    return channels;
  }

  private Channel adopt(InheritedSockets.Inherited socket, Consumer<Channel> accepted)
      throws IOException {
    Channel channel = transport.adoptListening(socket.descriptor());
    channel.pipeline().addLast(new AcceptHandler(any -> {}, accepted));
    ChannelFuture registered = loop.register(channel).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException("cannot listen on inherited " + socket, registered.cause());
    }
    return channel;
  }

  private ChannelFuture tryBind(InetSocketAddress address, AcceptHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.serverChannelType())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, options.backlog())
            .handler(handler);
    if (options.reusePort()) {
      bootstrap.option(transport.reusePortOption(), true);
    }
    if (options.receiveBufferBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, options.receiveBufferBytes());
    }
    return bootstrap.bind(address).awaitUninterruptibly();
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
