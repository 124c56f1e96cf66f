package io.turnpike.relay;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.turnpike.net.Accepted;
import io.turnpike.net.InheritedSockets;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Where the relay accepts: on the sockets that the process was given, or else where it was told
/// to. Any thread.
record Listeners(List<Listening> all) {
  /// @param accepted gets each connection, on `loop`
  /// @throws IOException with one line, when it cannot listen
  static Listeners open(
      Transport transport, EventLoop loop, InetSocketAddress address, Consumer<Accepted> accepted)
      throws IOException {
    var inherited = InheritedSockets.ofThisProcess(transport);
    boolean given = !inherited.isEmpty();
    var listener = new Listener(transport, loop, Listener.Options.DEFAULT, inherited);
    return new Listeners(
        given ? listener.bindInherited(accepted) : List.of(listener.bind(address, accepted)));
  }

  /// The first one's.
  InetSocketAddress address() {
    return all.getFirst().address();
  }

  void close() {
    all.forEach(Listening::close);
  }

  /// All addresses, for the log.
  @Override
  public String toString() {
    return all.stream()
        .map(Listening::address)
        .map(NetUtil::toSocketAddressString)
        .collect(Collectors.joining(","));
  }
}
