package io.turnpike.e2e.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.Role;
import io.turnpike.net.DirectMemory;
import io.turnpike.stream.StreamSettings;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/// Frames as bytes, for peers that use sockets.
final class Frames {
  private static final int HEADER_BYTES = 8;

  private Frames() {}

  static byte[] bytes(Frame... frames) {
    var encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
    var all = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      for (ByteBuf next; (next = encoder.readOutbound()) != null; next.release()) {
        byte[] part = new byte[next.readableBytes()];
        next.readBytes(part);
        all.writeBytes(part);
      }
    }
    return all.toByteArray();
  }

  /// The credit of a new stream, from an edge in this process.
  static long windowBytes() {
    return StreamSettings.DEFAULT
        .withQueuedBytes(DirectMemory.limitBytes() / 2)
        .initialWindowBytes();
  }

  /// A header alone, on stream 0.
  static byte[] header(int length, int type) {
    return HexFormat.of().parseHex("%06x%02x00000000".formatted(length, type));
  }

  static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /// The next frame of L2.
  static Frame read(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (header.length < HEADER_BYTES) {
      throw new EOFException("the connection ended behind " + header.length + " bytes");
    }
    int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
    var decoder = new EmbeddedChannel(new FrameDecoder(Layer.CONTROL));
    decoder.writeInbound(Unpooled.wrappedBuffer(header, in.readNBytes(length)));
    return decoder.readInbound();
  }

  static Frame.Hello hello(Role role, String group, ConnectionKind kind) {
    return new Frame.Hello(
        Frame.VersionRange.SUPPORTED,
        role,
        kind,
        0,
        new InstanceId(0x0102030405060708L, 9),
        InstanceId.NONE,
        group,
        "raw");
  }

  /// The HELLO of a tunnel.
  static Frame.Hello hello(Role role, String group) {
    return hello(role, group, ConnectionKind.TUNNEL);
  }
}
