package io.turnpike.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A TCP proxy that keeps every byte of both directions, each connection and direction for itself.
/// Blocking sockets, two virtual threads for each connection. Any thread.
final class Recorder implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0);
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<ByteArrayOutputStream> recordings = new CopyOnWriteArrayList<>();

  /// @param port on this host, where connections lead
  Recorder(int port) throws IOException {
    this.port = port;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// What has passed so far.
  List<byte[]> recordings() {
    return recordings.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private void accept() {
    try {
      while (true) {
        join(listener.accept());
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void join(Socket near) throws IOException {
    var far = new Socket();
    open.add(near);
    open.add(far);
    try {
      far.connect(new InetSocketAddress("127.0.0.1", port));
    } catch (IOException e) {
      near.close(); // nobody listens there yet
      return;
    }
    Thread.ofVirtual().start(() -> pump(near, far));
    Thread.ofVirtual().start(() -> pump(far, near));
  }

  private void pump(Socket from, Socket to) {
    var recording = new ByteArrayOutputStream();
    recordings.add(recording);
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      for (int read; (read = from.getInputStream().read(buffer)) > 0; ) {
        recording.write(buffer, 0, read);
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // the other direction has closed both
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
