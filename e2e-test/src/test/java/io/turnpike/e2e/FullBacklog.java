package io.turnpike.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port of 127.0.0.1 where the kernel drops every SYN, as a firewall would.
public final class FullBacklog implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  private final List<Socket> queued = new ArrayList<>();

  private FullBacklog() throws IOException {}

  public static FullBacklog open() throws IOException {
    var backlog = new FullBacklog();
    backlog.fill();
    return backlog;
  }

  private void fill() throws IOException {
    var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    for (int i = 0; i < 16; i++) {
      var socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(address, 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the backlog never fills");
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : queued) {
      socket.close();
    }
    server.close();
  }
}
