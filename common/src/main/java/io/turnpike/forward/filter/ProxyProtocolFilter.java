package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `proxy-protocol:v1`, `proxy-protocol:v2`: tells the destination who the source is, in the PROXY
/// protocol's header (haproxy.org, `proxy-protocol.txt`), in front of everything else.
///
/// The destination's address in it is the one that was asked for, when that is an address; for a
/// name it is the unspecified one.
public final class ProxyProtocolFilter implements Filter {
  private static final byte[] V2_SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int V2_PROXY = 0x21;
  private static final int V2_TCP4 = 0x11;
  private static final int V2_TCP6 = 0x21;

  private final FilteredConnection connection;
  private final int version;

  private ProxyProtocolFilter(FilteredConnection connection, int version) {
    this.connection = connection;
    this.version = version;
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "proxy-protocol";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      boolean first = options.text("v1").isPresent();
      boolean second = options.text("v2").isPresent();
      if (first == second) {
        throw new IllegalArgumentException("no version (expected: v1 or v2)");
      }
      return connection -> new ProxyProtocolFilter(connection, first ? 1 : 2);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    return Verdict.pass(chunk);
  }

  @Override
  public ByteBuf begin(Direction direction) {
    if (direction == Direction.DOWN) {
      return Unpooled.EMPTY_BUFFER;
    }
    String to = connection.destination();
    int colon = to.lastIndexOf(':');
    byte[] source = connection.source().getAddress().getAddress();
    byte[] destination = address(to.substring(0, Math.max(0, colon)), source.length);
    if (destination.length != source.length) { // both have to be of one family
      source = mapped(source);
      destination = mapped(destination);
    }
    int port = Integer.parseInt(to.substring(colon + 1));
    return version == 1
        ? textHeader(source, destination, port)
        : binaryHeader(source, destination, port);
  }

  private static byte[] address(String host, int lengthOfUnknown) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
    return bytes == null ? new byte[lengthOfUnknown] : bytes;
  }

  private static byte[] mapped(byte[] address) {
    if (address.length == 16) {
      return address;
    }
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(address, 0, mapped, 12, 4);
    return mapped;
  }

  private ByteBuf textHeader(byte[] source, byte[] destination, int port) {
    String line =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                source.length == 4 ? "TCP4" : "TCP6",
                NetUtil.bytesToIpAddress(source),
                NetUtil.bytesToIpAddress(destination),
                connection.source().getPort(),
                port);
    return Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.US_ASCII));
  }

  private ByteBuf binaryHeader(byte[] source, byte[] destination, int port) {
    return Unpooled.buffer(64)
        .writeBytes(V2_SIGNATURE)
        .writeByte(V2_PROXY)
        .writeByte(source.length == 4 ? V2_TCP4 : V2_TCP6)
        .writeShort(2 * source.length + 4)
        .writeBytes(source)
        .writeBytes(destination)
        .writeShort(connection.source().getPort())
        .writeShort(port);
  }
}
