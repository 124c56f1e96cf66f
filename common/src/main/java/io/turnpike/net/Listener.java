package io.turnpike.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.Socket;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Binds listening sockets. What they accept lives on no loop yet, so that whoever gets it chooses
/// the loop that it lives on.
public final class Listener {
  private static final String IN_USE = "in use";

  private final Transport transport;
  private final EventLoopGroup loops;
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

  /// @param loops where connections are accepted: all of them where sockets are plain, else one
  public Listener(Transport transport, EventLoopGroup loops) {
    this(transport, loops, Options.DEFAULT, new InheritedSockets());
  }

  /// @param loops where connections are accepted: all of them where sockets are plain, else one
  /// @param inherited those of these sockets that listen where something is to be bound are used
  public Listener(
      Transport transport, EventLoopGroup loops, Options options, InheritedSockets inherited) {
    this.transport = transport;
    this.loops = loops;
    this.options = options;
    this.inherited = inherited;
  }

  /// Binds and waits for it, unless there is an inherited socket for it; `::` means all addresses
  /// of both families, or 0.0.0.0 on a host without IPv6. Not on an event loop.
  ///
  /// @param accepted gets each connection, on the loop that accepts it
  /// @throws IOException with one line: which address, and why not
  public Listening bind(InetSocketAddress address, Consumer<Accepted> accepted) throws IOException {
    return bind(address, _ -> {}, accepted);
  }

  /// The same for a socket that is set up before it is bound, and so before anybody can connect;
  /// what it accepts inherits that. Channels and inherited sockets are left as they are.
  public Listening bind(
      InetSocketAddress address, PlainSocket.Prepare prepare, Consumer<Accepted> accepted)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException(reason(address, "the name does not resolve"));
    }
    Optional<InheritedSockets.Inherited> socket = inherited.claim(address);
    if (socket.isPresent()) {
      return adopt(socket.get(), accepted);
    }
    try {
      return tryBind(address, prepare, accepted);
    } catch (IOException e) {
      if (!isIpv6Any(address) || isInUse(e)) {
        throw new IOException(reason(address, String.valueOf(e.getMessage())), e);
      }
    }
    var again = new InetSocketAddress("0.0.0.0", address.getPort());
    try {
      return tryBind(again, prepare, accepted);
    } catch (IOException e) {
      throw new IOException(reason(address, String.valueOf(e.getMessage())), e);
    }
  }

  /// The same for what a TPROXY rule leads here: the local address of what is accepted is where its
  /// source wanted to go.
  public Listening bindTransparent(InetSocketAddress address, Consumer<Accepted> accepted)
      throws IOException {
    if (!transport.hasPlainSockets()) {
      throw new IOException(
          "--tproxy works on Linux only, with the transport epoll, not " + transport);
    }
    return bind(address, PlainListening::makeTransparent, accepted);
  }

  /// Listens on every inherited socket that is left, wherever that is. Not on an event loop.
  ///
  /// @param accepted as for [#bind]
  public List<Listening> bindInherited(Consumer<Accepted> accepted) throws IOException {
    List<Listening> all = new ArrayList<>();
    for (var next = inherited.claimNext(); next.isPresent(); next = inherited.claimNext()) {
      all.add(adopt(next.get(), accepted));
    }
    return all;
  }

  /// Only where sockets are plain ([InheritedSockets#ofThisProcess]).
  private Listening adopt(InheritedSockets.Inherited socket, Consumer<Accepted> accepted)
      throws IOException {
    return PlainListening.begin(new Socket(socket.descriptor()), loops, accepted);
  }

  private Listening tryBind(
      InetSocketAddress address, PlainSocket.Prepare prepare, Consumer<Accepted> accepted)
      throws IOException {
    if (transport.hasPlainSockets()) {
      Socket socket = PlainListening.bind(address, options, prepare);
      return PlainListening.begin(socket, loops, accepted);
    }
    ChannelFuture bound = bindChannel(address, accepted);
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    return new Listening.ByChannel(bound.channel());
  }

  private ChannelFuture bindChannel(InetSocketAddress address, Consumer<Accepted> accepted) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(transport.serverChannelType())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, options.backlog())
            .handler(new AcceptHandler(accepted));
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
    return String.valueOf(cause.getMessage()).contains(IN_USE);
  }

  private static String reason(InetSocketAddress address, String cause) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : NetUtil.toAddressString(address.getAddress());
    String where = new HostPort(host, address.getPort()).toString();
    return cause.contains(IN_USE)
        ? "port " + address.getPort() + " is in use (cannot listen on " + where + ")"
        : "cannot listen on " + where + ": " + cause;
  }
}
