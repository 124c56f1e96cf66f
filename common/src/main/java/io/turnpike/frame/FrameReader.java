package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// Turns a payload into its record. Pure; throws [ProtocolViolation] for whatever does not have
/// exactly the fields of its type.
final class FrameReader {
  private FrameReader() {}

  /// @param in exactly the payload; DATA takes a retained slice of it, everything else copies
  static Frame read(FrameType type, int stream, ByteBuf in) {
    Frame frame;
    try {
      frame = fields(type, stream, in);
    } catch (IndexOutOfBoundsException e) {
      throw new ProtocolViolation(type + " ends inside a field");
    }
    if (in.isReadable()) {
      throw new ProtocolViolation(type + " with " + in.readableBytes() + " bytes too many");
    }
    return frame;
  }

  private static Frame fields(FrameType type, int stream, ByteBuf in) {
    return switch (type) {
      case PING -> new Frame.Ping(in.readLong());
      case PONG -> new Frame.Pong(in.readLong());
      case GOAWAY -> new Frame.GoAway(in.readUnsignedInt(), in.readUnsignedInt());
      case HELLO -> hello(in);
      case WELCOME -> new Frame.Welcome(in.readUnsignedByte(), in.readInt(), in.readUnsignedInt());
      case REFUSED ->
          new Frame.Refused(
              RefusalCode.ofWireCode(in.readUnsignedShort()),
              in.readUnsignedInt(),
              Text8.read(in, 0, 255));
      case PAIRED -> new Frame.Paired(in.readLong(), InstanceId.read(in));
      case READY -> new Frame.Ready();
      case START -> new Frame.Start();
      case DEMAND -> new Frame.Demand(in.readUnsignedShort());
      case PRESENCE -> presence(in);
      case BIND -> bind(in);
      case OPEN -> new Frame.Open(stream, in.readLong(), Endpoint.read(in), Endpoint.read(in));
      case OPENED -> new Frame.Opened(stream, Endpoint.read(in));
      case DATA ->
          new Frame.Data(stream, offset(in.readLong()), in.readRetainedSlice(in.readableBytes()));
      case FIN -> new Frame.Fin(stream, offset(in.readLong()));
      case RESET -> new Frame.Reset(stream, ResetCode.ofWireCode(in.readUnsignedShort()));
      case CREDIT -> new Frame.Credit(stream, offset(in.readLong()), offset(in.readLong()));
      case RESUME ->
          new Frame.Resume(stream, in.readLong(), attempt(in.readInt()), offset(in.readLong()));
    };
  }

  private static Frame hello(ByteBuf in) {
    var versions = new Frame.VersionRange(in.readUnsignedByte(), in.readUnsignedByte());
    int roleCode = in.readUnsignedByte();
    Role role =
        Role.ofWireCode(roleCode)
            .orElseThrow(
                () -> new ProtocolViolation("HELLO role " + roleCode + " (expected: 1 or 2)"));
    return new Frame.Hello(
        versions,
        role,
        ConnectionKind.ofWireCode(in.readUnsignedByte()),
        in.readInt(),
        InstanceId.read(in),
        InstanceId.read(in),
        Text8.read(in, 1, Frame.Hello.MAX_TEXT_BYTES),
        Text8.read(in, 0, Frame.Hello.MAX_TEXT_BYTES));
  }

  private static Frame presence(ByteBuf in) {
    int serving = in.readUnsignedShort();
    int count = in.readUnsignedByte();
    if (count > Frame.Presence.MAX_NAMED) {
      throw new ProtocolViolation("PRESENCE of " + count + " (expected: at most 16)");
    }
    List<Frame.Server> some = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      some.add(
          new Frame.Server(InstanceId.read(in), Text8.read(in, 0, Frame.Hello.MAX_TEXT_BYTES)));
    }
    return new Frame.Presence(serving, some);
  }

  private static Frame bind(ByteBuf in) {
    return new Frame.Bind(
        in.readUnsignedByte(),
        in.readInt(),
        InstanceId.read(in),
        InstanceId.read(in),
        in.readUnsignedInt(),
        in.readUnsignedInt(),
        Text8.read(in, 1, Frame.Hello.MAX_TEXT_BYTES));
  }

  private static int attempt(int value) {
    if (value < 1) {
      throw new ProtocolViolation(
          "RESUME attempt " + Integer.toUnsignedString(value) + " (expected: 1 to 2^31 - 1)");
    }
    return value;
  }

  /// Offsets above 2^63 - 1 are refused, so that the rest of the code can compare them as signed.
  private static long offset(long value) {
    if (value < 0) {
      throw new ProtocolViolation("offset " + Long.toUnsignedString(value) + " (expected: < 2^63)");
    }
    return value;
  }
}
