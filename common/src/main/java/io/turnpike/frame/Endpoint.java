package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// A host and a port as OPEN carries them (`protocol.md` §5): an address in canonical form or a
/// name that only the far end resolves.
///
/// @param host an IPv4 or IPv6 literal without brackets, or a name of 1 to 253 bytes
/// @param port 0 to 65535
public record Endpoint(String host, int port) {
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int NAME = 3;
  private static final int MAX_NAME_BYTES = 253;
  static final int MIN_WIRE_BYTES = 1 + 1 + 1 + 2;
  static final int MAX_WIRE_BYTES = 1 + 1 + MAX_NAME_BYTES + 2;

  public Endpoint {
    if (host.isEmpty() || host.length() > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("host of " + host.length() + " (expected: 1 to 253)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
    }
  }

  public static Endpoint of(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip == null
        ? new Endpoint(address.getHostString(), address.getPort())
        : new Endpoint(NetUtil.toAddressString(ip), address.getPort());
  }

  void write(ByteBuf out) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      out.writeByte(NAME);
      Text8.write(out, host);
    } else {
      out.writeByte(address.length == 4 ? IPV4 : IPV6).writeBytes(address);
    }
    out.writeShort(port);
  }

  static Endpoint read(ByteBuf in) {
    int kind = in.readUnsignedByte();
    String host =
        switch (kind) {
          case IPV4 -> readAddress(in, 4);
          case IPV6 -> readAddress(in, 16);
          case NAME -> Text8.read(in, 1, MAX_NAME_BYTES);
          default ->
              throw new ProtocolViolation("endpoint of kind " + kind + " (expected: 1 to 3)");
        };
    return new Endpoint(host, in.readUnsignedShort());
  }

  private static String readAddress(ByteBuf in, int bytes) {
    byte[] address = new byte[bytes];
    in.readBytes(address);
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // only for a wrong length
    }
  }

  /// `host:port`, with brackets around IPv6.
  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }

  /// An unresolved socket address; never touches a resolver.
  public InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host, port);
  }
}
