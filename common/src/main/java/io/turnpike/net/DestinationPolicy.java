package io.turnpike.net;

import java.net.InetAddress;
import java.util.List;

/// Which destinations a process may dial, for whomever: `--allow` and `--deny`. Pure, immutable.
///
/// Asked for each address that a destination resolves to, and only such an address is dialled, so
/// that neither the way it was written nor a second answer of DNS can get past it. In this order:
///
/// 1. multicast, broadcast and unspecified addresses (0.0.0.0/8, `::`): never;
/// 2. what `--deny` means: no;
/// 3. link-local addresses (169.254.0.0/16, fe80::/10): only when an `--allow` names a network
///    inside them;
/// 4. without any `--allow`: yes; else what one of them means.
///
/// An IPv6 address with an IPv4 one inside ([EmbeddedIpv4]) has to pass 1 to 3 with both.
public final class DestinationPolicy {
  public static final DestinationPolicy DEFAULT = new DestinationPolicy(List.of(), List.of());

  private static final List<Cidr> NEVER =
      List.of(
          Cidr.parse("0.0.0.0/8"),
          Cidr.parse("224.0.0.0/4"),
          Cidr.parse("255.255.255.255"),
          Cidr.parse("::"),
          Cidr.parse("ff00::/8"));

  private static final List<Cidr> LINK_LOCAL =
      List.of(Cidr.parse("169.254.0.0/16"), Cidr.parse("fe80::/10"));

  private final List<DestinationPattern> allow;
  private final List<DestinationPattern> deny;
  private final List<DestinationPattern> allowLinkLocal;

  /// @param allow empty means everything
  public DestinationPolicy(List<DestinationPattern> allow, List<DestinationPattern> deny) {
    this.allow = List.copyOf(allow);
    this.deny = List.copyOf(deny);
    this.allowLinkLocal = allow.stream().filter(DestinationPolicy::isLinkLocal).toList();
  }

  private static boolean isLinkLocal(DestinationPattern pattern) {
    return pattern.host() instanceof DestinationPattern.Host.Network(Cidr cidr)
        && LINK_LOCAL.stream().anyMatch(all -> all.contains(cidr));
  }

  /// Whether `address` may be dialled for `requested`.
  ///
  /// @param requested the name or address as it was asked for
  public boolean permits(String requested, InetAddress address, int port) {
    return EmbeddedIpv4.in(address).stream().noneMatch(inner -> forbids(requested, inner, port))
        && !forbids(requested, address, port)
        && (allow.isEmpty() || anyMeans(allow, requested, address, port));
  }

  private boolean forbids(String requested, InetAddress address, int port) {
    return contains(NEVER, address)
        || anyMeans(deny, requested, address, port)
        || (contains(LINK_LOCAL, address) && !anyMeans(allowLinkLocal, requested, address, port));
  }

  private static boolean contains(List<Cidr> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /// Whether one of `patterns` means the destination.
  public static boolean anyMeans(
      List<DestinationPattern> patterns, String requested, InetAddress address, int port) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(requested, address, port));
  }
}
