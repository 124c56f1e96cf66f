package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.util.List;

/// A frame of the wire, one record each, in the order of `protocol.md`. Offsets are absolute
/// positions in one direction of a stream, in bytes; codes and limits are given there.
public sealed interface Frame {

  /// A frame of L2, between an edge and the relay (§4).
  sealed interface Control extends Frame {}

  /// A frame of L4, between the two edges (§5).
  sealed interface Session extends Frame {}

  /// A frame of L4 that belongs to one stream.
  sealed interface OfStream extends Session {
    /// The stream's number, never 0; unsigned.
    int stream();
  }

  record Ping(long token) implements Control, Session {}

  record Pong(long token) implements Control, Session {}

  /// @param withinMillis finish or move within this time
  /// @param spreadMillis begin at a random moment of this span
  record GoAway(long withinMillis, long spreadMillis) implements Control, Session {}

  record Hello(
      VersionRange versions,
      Role role,
      ConnectionKind kind,
      int features,
      InstanceId instance,
      InstanceId wanted,
      String group,
      String name)
      implements Control {
    public static final int MAX_TEXT_BYTES = 64;

    public Hello {
      Text8.require("group", group, 1, MAX_TEXT_BYTES);
      Text8.require("name", name, 0, MAX_TEXT_BYTES);
    }
  }

  /// Lowest and highest protocol version that an edge speaks.
  record VersionRange(int min, int max) {
    /// What this code speaks.
    public static final VersionRange SUPPORTED = new VersionRange(1, 1);

    public boolean contains(int version) {
      return min <= version && version <= max;
    }
  }

  record Welcome(int version, int features, long pingMillis) implements Control {}

  /// @param retryAfterMillis 0 leaves it to the edge's back-off
  record Refused(RefusalCode code, long retryAfterMillis, String text) implements Control {}

  /// @param tunnel the tunnel's id in the logs of all three programs
  /// @param peer the instance at the other end
  record Paired(long tunnel, InstanceId peer) implements Control {}

  record Ready() implements Control {}

  record Start() implements Control {}

  record Demand(int tunnels) implements Control {
    public static final int MAX_TUNNELS = 1024;

    public Demand {
      if (tunnels < 1 || tunnels > MAX_TUNNELS) {
        throw new ProtocolViolation("DEMAND of " + tunnels + " tunnels (expected: 1 to 1024)");
      }
    }
  }

  /// @param serving reverse-proxies in the group
  /// @param some at most 16 of them
  record Presence(int serving, List<Server> some) implements Control {
    public static final int MAX_NAMED = 16;

    public Presence {
      some = List.copyOf(some);
      if (some.size() > MAX_NAMED) {
        throw new ProtocolViolation("PRESENCE of " + some.size() + " (expected: at most 16)");
      }
    }
  }

  /// A reverse-proxy that serves the group.
  record Server(InstanceId instance, String name) {}

  /// @param from the sender's instance
  /// @param to the receiver's instance
  /// @param windowBytes credit of every new stream, given by the sender
  /// @param resumeMillis how long the sender keeps streams of a lost tunnel
  /// @param group that the sender serves or asks for
  record Bind(
      int version,
      int features,
      InstanceId from,
      InstanceId to,
      long windowBytes,
      long resumeMillis,
      String group)
      implements Session {
    public static final int VERSION = 1;

    /// Feature bit: RESUME is understood.
    public static final int RESUME = 1;

    /// Whether the sender understands RESUME.
    public boolean resumes() {
      return (features & RESUME) != 0;
    }

    public Bind {
      Text8.require("group", group, 1, Hello.MAX_TEXT_BYTES);
    }
  }

  /// @param connection the connection's id in the logs of both edges
  record Open(int stream, long connection, Endpoint destination, Endpoint source)
      implements OfStream {}

  record Opened(int stream, Endpoint dialled) implements OfStream {}

  /// Owns `bytes`: whoever takes the frame releases it.
  ///
  /// @param ownsRoom whether the 16 bytes in front of `bytes` belong to this frame, even where the
  ///   buffer has other owners
  record Data(int stream, long offset, ByteBuf bytes, boolean ownsRoom)
      implements OfStream, ReferenceCounted {
    /// Header of the frame and offset: what precedes the bytes on the wire.
    public static final int OVERHEAD_BYTES = 16;

    public static final int MAX_BYTES = 16_368;

    public Data(int stream, long offset, ByteBuf bytes) {
      this(stream, offset, bytes, false);
    }

    /// Whether `bytes` has room for the header in front, and no other owner who could want it.
    public static boolean hasRoom(ByteBuf bytes) {
      return bytes.readerIndex() >= OVERHEAD_BYTES && bytes.refCnt() == 1 && !bytes.isReadOnly();
    }

    @Override
    public int refCnt() {
      return bytes.refCnt();
    }

    @Override
    public Data retain() {
      bytes.retain();
      return this;
    }

    @Override
    public Data retain(int increment) {
      bytes.retain(increment);
      return this;
    }

    @Override
    public Data touch() {
      return this;
    }

    @Override
    public Data touch(Object hint) {
      bytes.touch(hint);
      return this;
    }

    @Override
    public boolean release() {
      return bytes.release();
    }

    @Override
    public boolean release(int decrement) {
      return bytes.release(decrement);
    }
  }

  record Fin(int stream, long offset) implements OfStream {}

  record Reset(int stream, ResetCode code) implements OfStream {}

  /// @param consumed bytes written to the far socket: the acknowledgement
  /// @param limit the offset up to which the receiver of this frame may send
  record Credit(int stream, long consumed, long limit) implements OfStream {}

  /// @param attempt how often the opener has asked for this stream, from 1; an answer repeats it
  /// @param received the offset from which the sender of this frame goes on receiving
  record Resume(int stream, long connection, int attempt, long received) implements OfStream {}
}
