package io.turnpike.e2e.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;

/// Connections of nobody in particular.
final class Strangers {
  private Strangers() {}

  /// From an address of its own: 127.1 and `number`.
  static Socket connect(int port, int number) throws IOException {
    var socket = new Socket();
    byte[] from = {127, 1, (byte) (number >> 8), (byte) number};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    socket.setSoTimeout(15_000);
    return socket;
  }

  /// As [#connect], or empty when it was turned away so soon that connecting tells.
  static Optional<Socket> tryConnect(int port, int number) throws IOException {
    try {
      return Optional.of(connect(port, number));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /// Waits until the relay has ended the connection in any way, and closes it.
  static void awaitEnd(Socket socket) throws IOException {
    try (socket) {
      while (socket.getInputStream().read() >= 0) {
        // an alert, perhaps
      }
    } catch (SocketException e) {
      // reset
    }
  }
}
