package io.turnpike.forward;

import io.netty.util.NetUtil;
import io.turnpike.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Where captured connections go: to where they were bound for. Without Netty's channels.
///
/// @param fallback for connections that nothing has redirected
/// @param ownPorts where this program listens; there it does not dial its own host
/// @param isOwnAddress whether an address is one of this host
public record Capture(
    Optional<HostPort> fallback, Set<Integer> ownPorts, Predicate<InetAddress> isOwnAddress) {

  /// What becomes of a connection.
  public sealed interface Outcome {
    /// It goes there.
    record Forward(HostPort destination) implements Outcome {}

    /// It is reset.
    ///
    /// @param reason one line
    record Refuse(String reason) implements Outcome {}
  }

  /// Of a connection to a transparent socket. One whose both ends are on this host has come over
  /// `lo`, where this program's own connections also are.
  ///
  /// @param local the socket's own address: where the source wanted to go
  public Outcome judgeTproxied(InetSocketAddress local, InetAddress source) {
    boolean isHere = isOwnAddress.test(local.getAddress());
    if (isHere && ownPorts.contains(local.getPort())) {
      return judge(Optional.empty());
    }
    return isHere && isOwnAddress.test(source)
        ? new Outcome.Refuse("from this host to itself (expected: a TPROXY rule with \"! -i lo\")")
        : judge(Optional.of(local));
  }

  /// @param original what the system knows of a redirection
  public Outcome judge(Optional<InetSocketAddress> original) {
    if (original.isEmpty()) {
      return fallback
          .<Outcome>map(Outcome.Forward::new)
          .orElseGet(() ->
              new Outcome.Refuse(
                  "not redirected by a rule, and there is no TARGET_ADDR to fall back to"));
    }
    InetSocketAddress to = original.get();
    if (ownPorts.contains(to.getPort()) && isOwnAddress.test(to.getAddress())) {
      return new Outcome.Refuse(
          "bound for this program's own listener " + NetUtil.toSocketAddressString(to));
    }
    return new Outcome.Forward(
        new HostPort(NetUtil.toAddressString(to.getAddress()), to.getPort()));
  }
}
