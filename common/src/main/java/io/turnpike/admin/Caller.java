package io.turnpike.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.turnpike.net.Hosts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.Set;

/// Who asks, and whether he may: pure.
///
/// A browser on this host can be led here by a page of somebody else: with a name of his own that
/// he lets mean this address (DNS rebinding), or from his page. So the Host header must be an
/// address or `localhost`, and a request must not say that it comes from another site. Who asks
/// from another host is shown nothing of who talks to whom.
final class Caller {
  private static final Set<String> FOR_ALL = Set.of("/healthz", "/readyz", "/metrics");

  private Caller() {}

  /// Why not; empty when he may.
  ///
  /// @param remote his address; none for a Unix socket
  static Optional<Refusal> judge(SocketAddress remote, HttpHeaders headers, String path) {
    if (!(remote instanceof InetSocketAddress address)) {
      return Optional.empty();
    }
    if (!isAddress(headers.get(HttpHeaderNames.HOST, ""))) {
      return Optional.of(
          new Refusal(
              421, "Host is a name (expected: localhost or an address, such as 127.0.0.1)"));
    }
    String site = headers.get("sec-fetch-site", "none");
    if (!site.equals("none") && !site.equals("same-origin")) {
      return Optional.of(new Refusal(403, "asked by another site (expected: a page of this one)"));
    }
    if (!address.getAddress().isLoopbackAddress() && !FOR_ALL.contains(path)) {
      return Optional.of(
          new Refusal(403, "from another host (expected: /healthz, /readyz or /metrics)"));
    }
    return Optional.empty();
  }

  /// A refusal in HTTP's words.
  record Refusal(int status, String reason) {}

  private static boolean isAddress(String host) {
    String name = host;
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      name = end < 0 ? "" : host.substring(1, end);
    } else if (host.indexOf(':') >= 0) {
      name = host.substring(0, host.indexOf(':'));
    }
    return name.equals("localhost") || Hosts.literal(name).isPresent();
  }
}
