package io.turnpike.reverse;

import java.net.InetAddress;

/// What a reverse-proxy dials when nothing else was said: everything but addresses that name no
/// single host of the network it serves, or reach what only its own host should (169.254.169.254).
final class DefaultDestinations {
  private DefaultDestinations() {}

  static boolean permits(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress();
  }
}
