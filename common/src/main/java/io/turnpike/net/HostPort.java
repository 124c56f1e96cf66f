package io.turnpike.net;

import java.net.InetSocketAddress;

/// A host (name, IPv4 address, or IPv6 address without brackets) and a TCP port, not resolved.
public record HostPort(String host, int port) {
  private static final String EXPECTED = "(expected: host:port or [IPv6 address]:port)";

  public HostPort {
    Hosts.check(host);
    if (port < 0 || port > Ports.MAX) {
      throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
    }
  }

  /// Reads `host:port`, `1.2.3.4:5`, `[::1]:5`, without resolving anything.
  ///
  /// @throws IllegalArgumentException with one line that says which part is wrong and what was
  ///   expected
  public static HostPort parse(String text) {
    return parse(text, 1);
  }

  /// As [#parse(String)], with the smallest port that is accepted: 0 where the system may choose.
  public static HostPort parse(String text, int minPort) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("\"" + text + "\" has no port " + EXPECTED);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = Hosts.requireIpv6(host.substring(1, host.length() - 1));
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("\"" + text + "\" " + EXPECTED);
    } else {
      Hosts.check(host);
    }
    return new HostPort(host, Ports.parse("port", text.substring(colon + 1), minPort));
  }

  /// Host and port in two texts; IPv6 with or without brackets.
  ///
  /// @throws IllegalArgumentException with one line
  public static HostPort parse(String host, String port, int minPort) {
    boolean inBrackets = host.startsWith("[") && host.endsWith("]");
    return new HostPort(
        inBrackets ? Hosts.requireIpv6(host.substring(1, host.length() - 1)) : host,
        Ports.parse("port", port, minPort));
  }

  public InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host, port);
  }

  /// As [#parse(String)] reads it: IPv6 in brackets.
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
