package io.turnpike.front;

import io.turnpike.net.Cidr;
import io.turnpike.net.Hosts;
import io.turnpike.net.Ports;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a front listens, and whom it lets in.
///
/// @param address the port may be 0: the system chooses one
/// @param sources who may connect; `null` for whoever can
public record Front(FrontKind kind, InetSocketAddress address, @Nullable Cidr sources) {
  private static final InetAddress ALL = Hosts.literal("::").orElseThrow();
  private static final InetAddress LOOPBACK_4 = Hosts.literal("127.0.0.1").orElseThrow();
  private static final InetAddress LOOPBACK_6 = Hosts.literal("::1").orElseThrow();
  private static final String EXPECTED =
      " (expected: PORT, ADDRESS:PORT or CIDR:PORT, IPv6 in brackets)";

  /// Reads `1080` (on 127.0.0.1), `192.0.2.1:1080` (there), or `10.0.0.0/8:1080`, which listens on
  /// all addresses and lets in who comes from that network, as a route does.
  ///
  /// @throws IllegalArgumentException with one line
  public static Front parse(FrontKind kind, String text) {
    String trimmed = text.strip();
    int colon = trimmed.lastIndexOf(':');
    try {
      int port = Ports.parse("port", trimmed.substring(colon + 1), 0);
      return colon < 0
          ? new Front(kind, new InetSocketAddress(LOOPBACK_4, port), null)
          : at(kind, trimmed.substring(0, colon), port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--%s: \"%s\": %s".formatted(kind.word(), text, e.getMessage()), e);
    }
  }

  private static Front at(FrontKind kind, String where, int port) {
    boolean inBrackets = where.startsWith("[") && where.endsWith("]");
    String bare = inBrackets ? where.substring(1, where.length() - 1) : where;
    if (bare.indexOf(':') >= 0 != inBrackets) {
      throw new IllegalArgumentException("address \"" + where + "\"" + EXPECTED);
    }
    if (bare.indexOf('/') >= 0) {
      Cidr sources = Cidr.parse(bare);
      return new Front(kind, new InetSocketAddress(bindAddress(sources), port), sources);
    }
    InetAddress address =
        Hosts.literal("localhost".equals(bare) ? "127.0.0.1" : bare)
            .orElseThrow(
                () -> new IllegalArgumentException("address \"" + where + "\"" + EXPECTED));
    return new Front(kind, new InetSocketAddress(address, port), null);
  }

  private static InetAddress bindAddress(Cidr sources) {
    if (!sources.isLoopback()) {
      return ALL;
    }
    return sources.network() instanceof Inet4Address ? LOOPBACK_4 : LOOPBACK_6;
  }

  /// Whether anybody who can reach this host could reach what the far end can reach.
  public boolean isOpenToAnybody() {
    return sources == null && !address.getAddress().isLoopbackAddress();
  }

  boolean permits(InetAddress source) {
    return sources == null || sources.contains(source);
  }

  /// As options and logs have it.
  @Override
  public String toString() {
    String host = sources == null ? address.getAddress().getHostAddress() : sources.toString();
    return kind.word()
        + "="
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
