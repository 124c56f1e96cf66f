package io.turnpike.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A set of addresses: a network and how many leading bits of it count.
///
/// Host bits are masked away, as most tools do: `10.1.2.3/8` is `10.0.0.0/8`. An IPv4-mapped IPv6
/// address is the IPv4 address it maps.
public record Cidr(InetAddress network, int prefixBits) {
  private static final String EXPECTED =
      "(expected: an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32)";
  private static final int MAPPED_BITS = 96;

  public Cidr {
    byte[] bytes = network.getAddress();
    if (prefixBits < 0 || prefixBits > bytes.length * 8) {
      throw new IllegalArgumentException(
          "prefix length " + prefixBits + " (expected: 0 to " + bytes.length * 8 + ")");
    }
    network = masked(bytes, prefixBits);
    if (network.getAddress().length < bytes.length) {
      prefixBits -= MAPPED_BITS;
    }
  }

  /// Reads `10.0.0.0/8`, `192.168.1.7`, `::1`, `2001:db8::/32`. Names are refused, never resolved.
  ///
  /// @throws IllegalArgumentException with one line that says what was expected
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String addressText = slash < 0 ? text : text.substring(0, slash);
    InetAddress address =
        Hosts.literal(addressText)
            .filter(a -> addressText.indexOf('%') < 0)
            .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" " + EXPECTED));
    int width = address.getAddress().length * 8;
    if (slash < 0) {
      return new Cidr(address, width);
    }
    int mappedBits = width == 32 && addressText.indexOf(':') >= 0 ? MAPPED_BITS : 0;
    String bitsText = text.substring(slash + 1);
    int bits = Ports.isNumber(bitsText) && bitsText.length() <= 3 ? Integer.parseInt(bitsText) : -1;
    if (bits < mappedBits || bits > width + mappedBits) {
      throw new IllegalArgumentException(
          "\"%s\": prefix length \"%s\" (expected: %d to %d)"
              .formatted(text, bitsText, mappedBits, width + mappedBits));
    }
    return new Cidr(address, bits - mappedBits);
  }

  /// Whether `address` belongs to this set.
  public boolean contains(InetAddress address) {
    byte[] theirs = withoutMapping(address.getAddress());
    byte[] ours = network.getAddress();
    if (theirs.length != ours.length) {
      return false;
    }
    for (int i = 0; i < ours.length; i++) {
      int mask = maskOfByte(i, prefixBits);
      if ((theirs[i] & mask) != (ours[i] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// Whether every address of `other` belongs to this set.
  public boolean contains(Cidr other) {
    return contains(other.network)
        && other.prefixBits >= prefixBits
        && other.network.getAddress().length == network.getAddress().length;
  }

  /// Whether every address of this set is a loopback address.
  public boolean isLoopback() {
    boolean narrow = network instanceof Inet4Address ? prefixBits >= 8 : prefixBits == 128;
    return narrow && network.isLoopbackAddress();
  }

  /// `10.0.0.0/8`; a single address is shown without its prefix length.
  @Override
  public String toString() {
    String address = NetUtil.toAddressString(network);
    return prefixBits == network.getAddress().length * 8 ? address : address + "/" + prefixBits;
  }

  private static InetAddress masked(byte[] bytes, int prefixBits) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= (byte) maskOfByte(i, prefixBits);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }

  private static int maskOfByte(int index, int prefixBits) {
    int bits = Math.clamp(prefixBits - index * 8L, 0, 8);
    return (0xFF00 >> bits) & 0xFF;
  }

  private static byte[] withoutMapping(byte[] bytes) {
    if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
      return bytes;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return bytes;
      }
    }
    return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
  }
}
