package io.turnpike.forward;

import io.turnpike.net.Cidr;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import io.turnpike.net.Ports;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One line of `-r`: where the entry-point listens, whom it accepts, where the far end dials.
///
/// @param allowedSources who may connect; `null` for anybody
/// @param listenPort 0 lets the system choose one
/// @param destination resolved and dialled at the far end
/// @param details what a configuration file may say beside it
public record Route(
    @Nullable Cidr allowedSources, int listenPort, HostPort destination, RouteDetails details) {
  static final InetAddress ALL = Hosts.literal("::").orElseThrow();
  private static final InetAddress LOOPBACK_4 = Hosts.literal("127.0.0.1").orElseThrow();
  private static final InetAddress LOOPBACK_6 = Hosts.literal("::1").orElseThrow();

  public Route {
    if (listenPort < 0 || listenPort > Ports.MAX) {
      throw new IllegalArgumentException("listen port " + listenPort + " (expected: 0 to 65535)");
    }
    if (destination.port() == 0) {
      throw new IllegalArgumentException("destination port 0 (expected: 1 to 65535)");
    }
  }

  /// Without details.
  public Route(@Nullable Cidr allowedSources, int listenPort, HostPort destination) {
    this(allowedSources, listenPort, destination, RouteDetails.NONE);
  }

  /// Whether a connection from `source` is accepted.
  public boolean permits(InetAddress source) {
    return (allowedSources == null || allowedSources.contains(source))
        && (details.allow().isEmpty()
            || details.allow().stream().anyMatch(each -> each.contains(source)));
  }

  /// Whether only sources on this host may connect, so that the listener need not be reachable from
  /// anywhere else.
  public boolean isLoopbackOnly() {
    return allowedSources != null && allowedSources.isLoopback();
  }

  /// Where the listener binds: a loopback address of the sources' family, or `::` for all addresses
  /// of both families (0.0.0.0 on a host without IPv6, which is the listener's business).
  public InetAddress bindAddress() {
    if (details.bind().isPresent()) {
      return details.bind().get();
    }
    if (allowedSources == null || !allowedSources.isLoopback()) {
      return ALL;
    }
    return allowedSources.network() instanceof Inet4Address ? LOOPBACK_4 : LOOPBACK_6;
  }

  /// Whether the listeners of both routes would want the same port of the same address.
  boolean collidesWith(Route other) {
    return listenPort != 0
        && listenPort == other.listenPort
        && (bindAddress().isAnyLocalAddress()
            || other.bindAddress().isAnyLocalAddress()
            || bindAddress().equals(other.bindAddress()));
  }

  /// What the log calls it: its name, or the form that [RouteParser] reads, with every default
  /// filled in.
  @Override
  public String toString() {
    return details.name().orElseGet(this::text);
  }

  private String text() {
    String ports = listenPort + ":" + destination;
    if (allowedSources == null) {
      return ports;
    }
    String sources = allowedSources.toString();
    return (sources.indexOf(':') >= 0 ? "[" + sources + "]" : sources) + ":" + ports;
  }
}
