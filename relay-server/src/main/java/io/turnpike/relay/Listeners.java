package io.turnpike.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.turnpike.net.InheritedSockets;
import io.turnpike.net.Listener;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Where the relay accepts: on the sockets that the process was given, or else where it was told
/// to. Any thread.
record Listeners(List<Channel> channels) {
  /// @param accepted gets each accepted channel, unregistered, on `loop`
  /// @throws IOException with one line, when it cannot listen
  static Listeners open(
      Transport transport, EventLoop loop, InetSocketAddress address, Consumer<Channel> accepted)
      throws IOException {
    var inherited = InheritedSockets.ofThisProcess(transport);
    boolean given = !inherited.isEmpty();
    var listener = new Listener(transport, loop, Listener.Options.DEFAULT, inherited);
    return new Listeners(
        given ? listener.bindInherited(accepted) : List.of(listener.bind(address, accepted)));
  }

  /// The first one's.
  InetSocketAddress address() {
    return address(channels.getFirst());
  }

  private static InetSocketAddress address(Channel channel) {
    return (InetSocketAddress) channel.localAddress();
  }

  void close() {
    channels.forEach(Channel::close);
  }

  /// All addresses, for the log.
  @Override
  public String toString() {
    return channels.stream()
        .map(Listeners::address)
        .map(NetUtil::toSocketAddressString)
        .collect(Collectors.joining(","));
  }
}
