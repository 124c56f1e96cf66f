package io.turnpike.net;

import java.net.InetAddress;
import java.util.Locale;

/// Which destinations one word of `permitopen`, `--allow` or `--deny` means. Pure, immutable.
///
/// | form | means |
/// |---|---|
/// | `db.lan:5432` | that name, as it was asked for |
/// | `*.lan:443` | every name below `lan`, as it was asked for |
/// | `10.0.0.7:22`, `10.0.0.0/8:22`, `[fd00::/8]:22` | those addresses, by whatever name |
/// | `*:22` | every host |
///
/// The port may be `*`. A name is compared without regard to case and without its last dot; what it
/// resolves to is the business of whoever runs its DNS.
///
/// @param port 0 means every port
public record DestinationPattern(Host host, int port) {
  private static final String EXPECTED =
      "(expected: host:port, such as db.lan:5432, *.lan:443, 10.0.0.0/8:* or [fd00::/8]:22)";
  private static final String ANY = "*";
  private static final String BELOW = "*.";

  /// The part before the port.
  public sealed interface Host {
    /// Every host.
    record Any() implements Host {}

    /// A name, canonical.
    record Name(String name) implements Host {}

    /// Every name that ends in a dot and this.
    record Below(String name) implements Host {}

    /// The addresses of a network, or a single one.
    record Network(Cidr cidr) implements Host {}
  }

  /// @throws IllegalArgumentException with one line that says what was expected
  public static DestinationPattern parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || text.indexOf(']', colon) >= 0) {
      throw new IllegalArgumentException("\"" + text + "\" has no port " + EXPECTED);
    }
    String portText = text.substring(colon + 1);
    int port = portText.equals(ANY) ? 0 : Ports.parse("port", portText, 1);
    return new DestinationPattern(parseHost(text, text.substring(0, colon)), port);
  }

  private static Host parseHost(String whole, String host) {
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    if (brackets) {
      return new Host.Network(ipv6(whole, host.substring(1, host.length() - 1)));
    }
    if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("\"" + whole + "\" " + EXPECTED);
    }
    if (host.equals(ANY)) {
      return new Host.Any();
    }
    if (host.indexOf('/') >= 0 || Hosts.literal(host).isPresent()) {
      return new Host.Network(Cidr.parse(host));
    }
    try {
      return host.startsWith(BELOW)
          ? new Host.Below(canonical(Hosts.check(host.substring(BELOW.length()))))
          : new Host.Name(canonical(Hosts.check(host)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + whole + "\" " + EXPECTED, e);
    }
  }

  private static Cidr ipv6(String whole, String text) {
    if (text.indexOf(':') < 0) {
      throw new IllegalArgumentException("\"" + whole + "\" " + EXPECTED);
    }
    return Cidr.parse(text);
  }

  /// Whether this means the destination.
  ///
  /// @param requested the name or address as it was asked for
  /// @param address what it resolved to, and what would be dialled
  public boolean matches(String requested, InetAddress address, int requestedPort) {
    if (port != 0 && port != requestedPort) {
      return false;
    }
    return switch (host) {
      case Host.Any() -> true;
      case Host.Name(String name) -> canonical(requested).equals(name);
      case Host.Below(String name) -> canonical(requested).endsWith("." + name);
      case Host.Network(Cidr cidr) -> cidr.contains(address);
    };
  }

  /// As DNS sees it: lower case, without the dot at the end.
  static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /// As [#parse(String)] reads it.
  @Override
  public String toString() {
    String shown =
        switch (host) {
          case Host.Any() -> ANY;
          case Host.Name(String name) -> name;
          case Host.Below(String name) -> BELOW + name;
          case Host.Network(Cidr cidr) -> {
            String text = cidr.toString();
            yield text.indexOf(':') >= 0 ? "[" + text + "]" : text;
          }
        };
    return shown + ":" + (port == 0 ? ANY : String.valueOf(port));
  }
}
