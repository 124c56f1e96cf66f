package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.e2e.Content;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Tcp;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;

/// What sources and the destination say to each other: a first byte that says what the connection
/// is, then content that both ends check byte by byte.
final class Transfers {
  static final byte ECHO = 1;
  static final byte UP = 2;
  static final byte DOWN = 3;
  private static final byte UP_AND_RESET = 4;
  private static final byte DOWN_AND_RESET = 5;

  /// Longer than streams wait for a tunnel and a fault lasts, together.
  private static final int READ_TIMEOUT_MILLIS = 180_000;

  private Transfers() {}

  /// How much, and how fast.
  ///
  /// @param bytesPerSecond at most
  record Load(int number, long bytes, long bytesPerSecond) {
    private Content content() {
      return new Content(number, bytes);
    }

    void writeTo(OutputStream out) throws IOException {
      content().writeTo(new Paced(out, bytesPerSecond));
    }
  }

  static Socket connect(InetSocketAddress entryPoint, byte kind) throws IOException {
    Socket socket = Tcp.connect(entryPoint);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.getOutputStream().write(kind);
    return socket;
  }

  /// Sends `load`, FIN, and wants its hash back.
  static void up(InetSocketAddress entryPoint, Load load) throws IOException {
    try (Socket socket = connect(entryPoint, UP)) {
      tell(socket, load);
      load.writeTo(socket.getOutputStream());
      socket.shutdownOutput();
      byte[] hash = socket.getInputStream().readNBytes(32);
      assertArrayEquals(load.content().sha256(), hash, "SHA-256 of " + load);
      Tcp.expectEnd(socket);
    }
  }

  /// Wants `load`, and FIN behind it.
  static void down(InetSocketAddress entryPoint, Load load) throws IOException {
    try (Socket socket = connect(entryPoint, DOWN)) {
      tell(socket, load);
      assertArrayEquals(load.content().sha256(), load.content().readFrom(socket.getInputStream()));
    }
  }

  /// Sends `load` and an RST, which the destination must get.
  static void upAndReset(InetSocketAddress entryPoint, Load load) throws IOException {
    try (Socket socket = connect(entryPoint, UP_AND_RESET)) {
      tell(socket, load);
      socket.getInputStream().readNBytes(1); // the destination has it
      load.writeTo(socket.getOutputStream());
      Tcp.reset(socket);
    }
  }

  /// Wants a beginning of `load`, and an RST behind it.
  static void downAndReset(InetSocketAddress entryPoint, Load load) throws IOException {
    try (Socket socket = connect(entryPoint, DOWN_AND_RESET)) {
      tell(socket, load);
      readUntilReset(socket, load.content());
    }
  }

  private static void readUntilReset(Socket socket, Content content) throws IOException {
    try {
      content.readFrom(socket.getInputStream());
    } catch (SocketException e) {
      assertEquals("Connection reset", e.getMessage());
      return;
    }
    throw new IOException(content + " ended in order (expected: a reset)");
  }

  private static void tell(Socket socket, Load load) throws IOException {
    var out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    out.writeInt(load.number());
    out.writeLong(load.bytes());
    out.writeLong(load.bytesPerSecond());
    out.flush();
  }

  private static Load told(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    return new Load(in.readInt(), in.readLong(), in.readLong());
  }

  /// The destination's side.
  static void serve(Socket socket) throws IOException {
    serve(socket, socket.getInputStream().read());
  }

  /// @param kind the first byte, which was read; -1 for none
  static void serve(Socket socket, int kind) throws IOException {
    switch (kind) {
      case ECHO -> Destination.echo(socket);
      case UP -> {
        Load load = told(socket);
        socket.getOutputStream().write(load.content().readFrom(socket.getInputStream()));
      }
      case DOWN -> {
        told(socket).writeTo(socket.getOutputStream());
        socket.shutdownOutput();
        assertEquals(-1, socket.getInputStream().read(), "a byte (expected: the end)");
      }
      case UP_AND_RESET -> {
        Load load = told(socket);
        socket.getOutputStream().write(1);
        readUntilReset(socket, load.content());
      }
      case DOWN_AND_RESET -> {
        told(socket).writeTo(socket.getOutputStream());
        Tcp.reset(socket);
      }
      case -1 -> {}
      default -> throw new IOException("first byte " + kind);
    }
  }

  /// Writes no faster than a rate, from the first write on; makes up for pauses.
  static final class Paced extends FilterOutputStream {
    private final long bytesPerSecond;
    private final long started = System.nanoTime();
    private long written;

    Paced(OutputStream out, long bytesPerSecond) {
      super(out);
      this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      written += length;
      long due = started + (long) (written * 1e9 / bytesPerSecond);
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }
}
