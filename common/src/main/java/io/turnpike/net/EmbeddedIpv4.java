package io.turnpike.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// IPv4 addresses inside IPv6 ones, which a host or a network may turn back into IPv4: compatible
/// (`::a.b.c.d`), translated (NAT64, RFC 6052 and 8215) and tunnelled (6to4, ISATAP). Mapped ones
/// (`::ffff:a.b.c.d`) are IPv4 for the JDK already. Pure.
final class EmbeddedIpv4 {
  private static final List<Place> PLACES =
      List.of(
          new Place("000000000000000000000000", 0, 12),
          new Place("0000000000000000ffff0000", 0, 12),
          new Place("0064ff9b0000000000000000", 0, 12),
          new Place("0064ff9b0001", 0, 12),
          new Place("2002", 0, 2),
          new Place("00005efe", 8, 12),
          new Place("02005efe", 8, 12));

  private EmbeddedIpv4() {}

  /// Where an address of a kind has its IPv4 address.
  ///
  /// @param mark by which the kind is known, in hexadecimal, from byte `markAt` on
  private record Place(String mark, int markAt, int at) {}

  /// What `address` may lead to besides itself; empty for IPv4, `::` and `::1`.
  static Optional<InetAddress> in(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 16 || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Optional.empty();
    }
    String hex = HexFormat.of().formatHex(bytes);
    return PLACES.stream()
        .filter(place -> hex.startsWith(place.mark(), 2 * place.markAt()))
        .findFirst()
        .map(place -> ipv4(bytes, place.at()));
  }

  private static InetAddress ipv4(byte[] bytes, int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are always an address", e);
    }
  }
}
