package io.turnpike.e2e;

import io.turnpike.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A [Chain] with one route, for tests that hold both ends of each connection in their hands.
public final class Wires implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Chain chain;

  /// Both ends of one connection.
  public record Wire(Socket source, Socket destination) {
    public Socket end(Side side) {
      return side == Side.SOURCE ? source : destination;
    }
  }

  /// Which end of a wire.
  public enum Side {
    SOURCE,
    DESTINATION;

    public Side other() {
      return this == SOURCE ? DESTINATION : SOURCE;
    }
  }

  private Wires(UnaryOperator<ChainSettings> settings) throws Exception {
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
    var address = new HostPort("127.0.0.1", server.getLocalPort());
    chain = Chain.start(settings.apply(ChainSettings.of(Chain.route(address))));
    chain.awaitPool();
  }

  public static Wires start(UnaryOperator<ChainSettings> settings) throws Exception {
    return new Wires(settings);
  }

  public Chain chain() {
    return chain;
  }

  /// Connects a source and accepts it at the destination; one at a time.
  public Wire open() throws IOException {
    Socket source = Tcp.connect(chain.address());
    sockets.add(source);
    Socket destination = server.accept();
    sockets.add(destination);
    return new Wire(source, Tcp.configured(destination));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    chain.close();
  }
}
