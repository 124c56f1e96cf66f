package io.turnpike.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/// Makes headers of the PROXY protocol.
final class ProxyHeader {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private ProxyHeader() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Version 2.
  static byte[] v2(int command, int family, byte[]... parts) {
    int length = Stream.of(parts).mapToInt(part -> part.length).sum();
    ByteBuffer header = ByteBuffer.allocate(16 + length);
    header.put(HexFormat.of().parseHex(SIGNATURE));
    header.put((byte) (0x20 | command)).put((byte) family).putShort((short) length);
    Stream.of(parts).forEach(header::put);
    return header.array();
  }

  /// The block of a version 2 header for TCP, from a source to port 80 of nobody.
  static byte[] addresses(String source, int port) throws IOException {
    byte[] from = InetAddress.getByName(source).getAddress();
    return ByteBuffer.allocate(2 * from.length + 4)
        .put(from)
        .put(new byte[from.length])
        .putShort((short) port)
        .putShort((short) 80)
        .array();
  }

  /// A TLV that says nothing.
  static byte[] noise(int length) {
    return ByteBuffer.allocate(length).put((byte) 4).putShort((short) (length - 3)).array();
  }

  /// The option for a listener.
  static String trusting(String senders) {
    return "--accept-proxy-protocol " + senders + " ";
  }
}
