package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What sources and destinations do with their sockets.
public final class Tcp {
  private static final int READ_TIMEOUT_MILLIS = 15_000;

  private Tcp() {}

  /// A connected socket whose reads fail after 15 s.
  public static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = configured(new Socket());
    socket.connect(address, READ_TIMEOUT_MILLIS);
    return socket;
  }

  static Socket configured(Socket socket) throws SocketException {
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// Closes with an RST.
  public static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /// Connects, sends `bytes` and wants an RST. It may come so soon that connecting or sending tells
  /// it already.
  static void expectResetOf(InetSocketAddress address, byte[] bytes, Duration within)
      throws IOException {
    try (Socket socket = connect(address)) {
      socket.getOutputStream().write(bytes);
      expectReset(socket, within);
    } catch (SocketException e) {
      assertTrue(
          String.valueOf(e.getMessage()).matches("Connection reset.*|Broken pipe"), e::toString);
    }
  }

  /// Reads whatever is left and wants an RST behind it, not an end.
  public static void expectReset(Socket socket, Duration within) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    byte[] rest = new byte[1 << 16];
    try {
      int read;
      do {
        long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        socket.setSoTimeout((int) millis);
        read = socket.getInputStream().read(rest);
      } while (read > 0);
      fail("the connection ended in order (expected: a reset)");
    } catch (SocketTimeoutException e) {
      fail("no reset within " + within.toMillis() + " ms");
    } catch (SocketException e) {
      assertEquals("Connection reset", e.getMessage());
    }
  }

  /// Waits until an RST has come to this socket, without reading or writing: the kernel has dropped
  /// the connection, while one that has ended in order, or not at all, is still in its table.
  static void awaitGone(Socket socket, Duration within) throws IOException {
    String local = ":%04X ".formatted(socket.getLocalPort());
    String remote = ":%04X ".formatted(socket.getPort());
    Await.within(within, () -> "a reset of " + socket, () -> !isInKernelTable(local, remote));
  }

  private static boolean isInKernelTable(String local, String remote) {
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          int end = line.indexOf(local);
          if (end >= 0 && line.indexOf(remote, end) >= 0) {
            return true;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return false;
  }

  /// Whether the next thing on the socket is an end in order.
  public static void expectEnd(Socket socket) throws IOException {
    assertEquals(-1, socket.getInputStream().read(), "a byte (expected: the end)");
  }
}
