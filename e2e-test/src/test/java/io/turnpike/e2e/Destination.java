package io.turnpike.e2e;

import io.turnpike.net.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A TCP server for the far end of a [Chain]: blocking sockets, a virtual thread for each
/// connection. What a script throws fails the test when the destination is closed, except the end
/// of a socket that the test itself has reset.
public final class Destination implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// What the server does with a connection; the socket is closed afterwards.
  @FunctionalInterface
  public interface Script {
    void serve(Socket socket) throws Exception;
  }

  private Destination(InetAddress at, Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(at, 0), 1024);
    Thread.ofVirtual().start(this::accept);
  }

  /// At 127.0.0.1.
  public static Destination start(Script script) throws IOException {
    return start("127.0.0.1", script);
  }

  public static Destination start(String address, Script script) throws IOException {
    return new Destination(InetAddress.getByName(address), script);
  }

  /// Sends back what it gets, and FIN behind FIN.
  public static Destination echo() throws IOException {
    return start(Destination::echo);
  }

  public static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
  }

  /// Reads to the end and says nothing.
  public static Destination sink() throws IOException {
    return start(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
  }

  /// Sends `bytes` and FIN, and reads nothing.
  public static Destination source(byte[] bytes) throws IOException {
    return start(socket -> socket.getOutputStream().write(bytes));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.serve(socket);
    } catch (Exception | AssertionError e) {
      if (!server.isClosed()) {
        failure.compareAndSet(null, e);
      }
    } finally {
      open.remove(socket);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public HostPort address() {
    return new HostPort(server.getInetAddress().getHostAddress(), port());
  }

  /// The route to here, with a listen port of its own.
  public String route() {
    return Chain.route(address());
  }

  /// Connections so far.
  public int accepted() {
    return accepted.get();
  }

  /// Connections whose script is still running.
  public int open() {
    return open.size();
  }

  /// Waits until every script has ended.
  public void awaitNone() {
    Await.until(() -> "destination open=" + open() + " (expected: 0)", open::isEmpty);
  }

  /// Ends everything; throws what a script has thrown.
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    if (failure.get() != null) {
      throw new AssertionError("the destination's script failed", failure.get());
    }
  }
}
