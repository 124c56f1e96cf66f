package io.turnpike.frame;

import io.netty.buffer.ByteBuf;

/// Writes a frame but for the bytes of DATA, which follow as they are. Pure.
final class FrameWriter {
  static final int HEADER_BYTES = 8;

  private FrameWriter() {}

  /// Appends header and payload of any frame but DATA.
  static void write(Frame frame, ByteBuf out) {
    int start = out.writerIndex();
    out.writeZero(HEADER_BYTES);
    FrameType type = payload(frame, out);
    int stream = frame instanceof Frame.OfStream onStream ? onStream.stream() : 0;
    setHeader(out, start, out.writerIndex() - start - HEADER_BYTES, type, stream);
  }

  /// Sets header and offset of a DATA frame at `index`: 16 bytes.
  static void setDataHeader(ByteBuf out, int index, Frame.Data data, int payloadBytes) {
    setHeader(out, index, 8 + payloadBytes, FrameType.DATA, data.stream());
    out.setLong(index + HEADER_BYTES, data.offset());
  }

  private static void setHeader(ByteBuf out, int index, int length, FrameType type, int stream) {
    out.setInt(index, (length << 8) | type.wireCode());
    out.setInt(index + 4, stream);
  }

  private static FrameType payload(Frame frame, ByteBuf out) {
    return switch (frame) {
      case Frame.Ping f -> longs(out, FrameType.PING, f.token());
      case Frame.Pong f -> longs(out, FrameType.PONG, f.token());
      case Frame.GoAway f -> {
        out.writeInt((int) f.withinMillis()).writeInt((int) f.spreadMillis());
        yield FrameType.GOAWAY;
      }
      case Frame.Hello f -> hello(f, out);
      case Frame.Welcome f -> {
        out.writeByte(f.version()).writeInt(f.features()).writeInt((int) f.pingMillis());
        yield FrameType.WELCOME;
      }
      case Frame.Refused f -> {
        out.writeShort(f.code().wireCode()).writeInt((int) f.retryAfterMillis());
        Text8.write(out, f.text());
        yield FrameType.REFUSED;
      }
      case Frame.Paired f -> {
        f.peer().write(out.writeLong(f.tunnel()));
        yield FrameType.PAIRED;
      }
      case Frame.Ready f -> FrameType.READY;
      case Frame.Start f -> FrameType.START;
      case Frame.Demand f -> {
        out.writeShort(f.tunnels());
        yield FrameType.DEMAND;
      }
      case Frame.Presence f -> presence(f, out);
      case Frame.Bind f -> bind(f, out);
      case Frame.Open f -> {
        out.writeLong(f.connection());
        f.destination().write(out);
        f.source().write(out);
        yield FrameType.OPEN;
      }
      case Frame.Opened f -> {
        f.dialled().write(out);
        yield FrameType.OPENED;
      }
      case Frame.Data f -> throw new IllegalArgumentException("DATA is written by FrameEncoder");
      case Frame.Fin f -> longs(out, FrameType.FIN, f.offset());
      case Frame.Reset f -> {
        out.writeShort(f.code().wireCode());
        yield FrameType.RESET;
      }
      case Frame.Credit f -> longs(out, FrameType.CREDIT, f.consumed(), f.limit());
      case Frame.Resume f -> {
        out.writeLong(f.connection()).writeInt(f.attempt()).writeLong(f.received());
        yield FrameType.RESUME;
      }
    };
  }

  private static FrameType longs(ByteBuf out, FrameType type, long... values) {
    for (long value : values) {
      out.writeLong(value);
    }
    return type;
  }

  private static FrameType hello(Frame.Hello f, ByteBuf out) {
    out.writeByte(f.versions().min()).writeByte(f.versions().max());
    out.writeByte(f.role().wireCode()).writeByte(f.kind().wireCode()).writeInt(f.features());
    f.instance().write(out);
    f.wanted().write(out);
    Text8.write(out, f.group());
    Text8.write(out, f.name());
    return FrameType.HELLO;
  }

  private static FrameType presence(Frame.Presence f, ByteBuf out) {
    out.writeShort(f.serving()).writeByte(f.some().size());
    for (Frame.Server server : f.some()) {
      server.instance().write(out);
      Text8.write(out, server.name());
    }
    return FrameType.PRESENCE;
  }

  private static FrameType bind(Frame.Bind f, ByteBuf out) {
    out.writeByte(f.version()).writeInt(f.features());
    f.from().write(out);
    f.to().write(out);
    out.writeInt((int) f.windowBytes()).writeInt((int) f.resumeMillis());
    Text8.write(out, f.group());
    return FrameType.BIND;
  }
}
