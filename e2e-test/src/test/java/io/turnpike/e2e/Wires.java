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

/// A [Carrier] with one route, for tests that hold both ends of each connection in their hands.
public final class Wires implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Carrier carrier;

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

  /// Starts a carrier with one route.
  @FunctionalInterface
  private interface Starter {
    Carrier start(String route) throws Exception;
  }

  private Wires(Starter starter) throws Exception {
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
    var address = new HostPort("127.0.0.1", server.getLocalPort());
    carrier = starter.start(Chain.route(address));
    carrier.awaitPool();
  }

  public static Wires start(UnaryOperator<ChainSettings> settings) throws Exception {
    return new Wires(route -> Chain.start(settings.apply(ChainSettings.of(route))));
  }

  public static Wires start(Carriers carriers) throws Exception {
    return new Wires(carriers::start);
  }

  /// Of those that were started with [#start(UnaryOperator)].
  public Chain chain() {
    return (Chain) carrier;
  }

  public Carrier carrier() {
    return carrier;
  }

  /// Connects a source and accepts it at the destination; one at a time.
  public Wire open() throws IOException {
    Socket source = Tcp.connect(carrier.address());
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
    carrier.close();
  }
}
