package io.turnpike.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
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

  private static final int SOCKADDR_IN_BYTES = 16; // family, port, address
  private static final int SOCKADDR_IN6_BYTES = 28; // family, port, flow, address, scope
  private static final int PORT_AT = 2;
  private static final int IPV4_AT = 4;
  private static final int IPV6_AT = 8;

  private OriginalDestination() {}

  /// Empty when the system does not know of another destination than the one that was accepted.
  /// Right after the connection was accepted, on any thread.
  public static Optional<InetSocketAddress> of(Accepted accepted) {
    Optional<Socket> socket = accepted.socket();
    Optional<InetSocketAddress> local = accepted.localAddress();
    return socket.isEmpty() || local.isEmpty()
        ? Optional.empty()
        : ask(socket.get(), local.get()).filter(original -> !original.equals(local.get()));
  }

  private static Optional<InetSocketAddress> ask(Socket socket, InetSocketAddress local) {
    boolean ipv6 = local.getAddress() instanceof Inet6Address;
    ByteBuffer address = ByteBuffer.allocate(ipv6 ? SOCKADDR_IN6_BYTES : SOCKADDR_IN_BYTES);
    try {
      socket.getRawOpt(ipv6 ? SOL_IPV6 : SOL_IP, SO_ORIGINAL_DST, address);
      return Optional.of(parse(address.flip(), ipv6));
    } catch (IOException | ChannelException e) { // Netty's native code throws the one or the other
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
