package io.turnpike.admin;

import io.netty.util.NetUtil;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// Where an admin endpoint is: a literal address with a port, or a Unix socket.
public sealed interface AdminAddress {
  /// Which of the two, as users write it: `127.0.0.1:9090`, `[::1]:9090`, `unix:/run/x.sock`.
  ///
  /// @throws IllegalArgumentException with one line
  static AdminAddress parse(String text) {
    if (text.startsWith("unix:")) {
      String path = text.substring("unix:".length());
      if (path.isEmpty() || path.length() > Unix.LONGEST) {
        throw new IllegalArgumentException(
            "\"%s\" (expected: unix: and a path of 1 to %d characters)"
                .formatted(text, Unix.LONGEST));
      }
      return new Unix(Path.of(path).toAbsolutePath());
    }
    HostPort parsed;
    try {
      boolean local = text.startsWith("localhost:");
      parsed = HostPort.parse(local ? "127.0.0.1" + text.substring(9) : text, 0);
    } catch (IllegalArgumentException e) {
      throw expected(text);
    }
    InetAddress host = Hosts.literal(parsed.host()).orElseThrow(() -> expected(text));
    return new Tcp(new InetSocketAddress(host, parsed.port()));
  }

  private static IllegalArgumentException expected(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" (expected: 127.0.0.1:PORT, [::1]:PORT or unix:PATH)");
  }

  /// For a socket.
  SocketAddress socket();

  /// Whether other hosts may reach it.
  boolean isRemote();

  /// A TCP port.
  record Tcp(InetSocketAddress socket) implements AdminAddress {
    @Override
    public boolean isRemote() {
      return !socket.getAddress().isLoopbackAddress();
    }

    @Override
    public String toString() {
      return NetUtil.toSocketAddressString(socket);
    }
  }

  /// A Unix socket, for the user who runs the program.
  record Unix(Path path) implements AdminAddress {
    /// The kernel takes 107 bytes; some are for the folder in which it is made.
    static final int LONGEST = 90;

    @Override
    public SocketAddress socket() {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    public boolean isRemote() {
      return false;
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
