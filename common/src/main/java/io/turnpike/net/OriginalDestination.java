package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Asks Linux where an accepted connection was bound for before an iptables rule (REDIRECT, DNAT)
/// led it here: `SO_ORIGINAL_DST`, which has the same number for both families.
public final class OriginalDestination {
  private static final int SO_ORIGINAL_DST = 80;
  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;

  /// Of a `sockaddr_in`: family, port, address.
  private static final RawUnixChannelOption IPV4 =
      new RawUnixChannelOption("IP_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, 16);

  /// Of a `sockaddr_in6`: family, port, flow, address, scope.
  private static final RawUnixChannelOption IPV6 =
      new RawUnixChannelOption("IP6_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, 28);

  private static final int PORT_AT = 2;
  private static final int IPV4_AT = 4;
  private static final int IPV6_AT = 8;

  private OriginalDestination() {}

  /// Empty when the system does not know of another destination than the one that was accepted.
  /// Right after the connection was accepted, on any thread.
  public static Optional<InetSocketAddress> of(Channel accepted) {
    if (!(accepted instanceof UnixChannel)
        || !(accepted.localAddress() instanceof InetSocketAddress local)) {
      return Optional.empty();
    }
    boolean ipv6 = local.getAddress() instanceof Inet6Address;
    try {
      ByteBuffer address = accepted.config().getOption(ipv6 ? IPV6 : IPV4);
      return Optional.ofNullable(address)
          .map(bytes -> parse(bytes, ipv6))
          .filter(original -> !original.equals(local));
    } catch (ChannelException e) {
      return Optional.empty(); // no rule led it here
    }
  }

  static InetSocketAddress parse(ByteBuffer sockaddr, boolean ipv6) {
    byte[] address = new byte[ipv6 ? 16 : 4];
    sockaddr.get(sockaddr.position() + (ipv6 ? IPV6_AT : IPV4_AT), address);
    int high = sockaddr.get(sockaddr.position() + PORT_AT) & 0xFF;
    int low = sockaddr.get(sockaddr.position() + PORT_AT + 1) & 0xFF;
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), high << 8 | low);
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // only for a wrong length
    }
  }
}
