package io.turnpike.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Whether a listener could be bound: it is, for a moment. Blocks.
public final class PortCheck {
  private PortCheck() {}

  /// @param what is to listen there: `route db`
  public static void check(Problems problems, String what, InetSocketAddress address) {
    if (address.getPort() == 0) {
      return;
    }
    if (address.isUnresolved()) {
      problems.add(
          "%s: host \"%s\" does not resolve".formatted(what, address.getHostString()),
          "give an address of this host, or a name that /etc/hosts or the DNS knows");
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      InetAddress host = address.getAddress();
      problems.add(
          "%s: cannot listen on port %d of %s: %s"
              .formatted(
                  what,
                  address.getPort(),
                  host.isAnyLocalAddress() ? "all addresses" : host.getHostAddress(),
                  reason),
          remedy(reason, address.getPort()));
    }
  }

  private static String remedy(String reason, int port) {
    if (reason.contains("in use")) {
      return "stop what listens there (ss -ltnp 'sport = :%d' says what), or choose another port"
          .formatted(port);
    }
    return reason.contains("Permission denied")
        ? "choose a port from 1024 on, or give the program CAP_NET_BIND_SERVICE"
        : "give an address of this host (ip address says which it has), or none for all of them";
  }
}
