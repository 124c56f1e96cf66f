package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.turnpike.stream.SpareMemory;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// What was read from a socket and its stream does not take yet, or came from the stream before
/// there was a socket. Belongs to the socket's loop.
///
/// Mostly nothing, or the rest of one read; behind a FIN, all that the kernel still held, since the
/// transport then reads to the end whether reading is paused or not.
final class HeldBytes {
  private static final int SMALL_BYTES = 1024;
  private static final int TOGETHER_BYTES = 4096;

  private final Queue<ByteBuf> buffers = new ArrayDeque<>(1);
  private @Nullable ByteBuf together;

  boolean isEmpty() {
    return buffers.isEmpty();
  }

  /// Owns `bytes` from here on.
  void add(ByteBuf bytes) {
    buffers.add(bytes);
  }

  /// As [#add]; a small piece is copied to the small ones before it, while there is memory.
  void addCompactly(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length > SMALL_BYTES) {
      buffers.add(bytes);
      together = null;
      return;
    }
    ByteBuf last = together;
    if (last == null || !last.isWritable(length)) {
      last = SpareMemory.tryBuffer(bytes.alloc(), TOGETHER_BYTES);
      together = last;
      if (last == null) {
        buffers.add(bytes);
        return;
      }
      buffers.add(last);
    }
    last.writeBytes(bytes);
    bytes.release();
  }

  /// How many there are.
  long bytes() {
    return buffers.stream().mapToLong(ByteBuf::readableBytes).sum();
  }

  /// Takes the first ones away, and owns them.
  @Nullable ByteBuf poll() {
    ByteBuf next = buffers.poll();
    if (buffers.isEmpty()) {
      together = null;
    }
    return next;
  }

  /// Where they go. What it takes may change at any time, not by [#send] alone.
  interface Taker {
    /// How many bytes [#send] takes now; who got a 0 is told when it is more.
    int sendable();

    /// Owns `bytes`, at most [#sendable] of them.
    void send(ByteBuf bytes);
  }

  /// Sends until nothing is left, or `to` has said that it takes nothing: only then does it tell
  /// when it takes more.
  ///
  /// @return whether nothing is left
  boolean sendTo(Taker to) {
    for (ByteBuf next = buffers.peek(); next != null; next = buffers.peek()) {
      int room = to.sendable();
      if (room == 0) {
        return false;
      }
      to.send(next.readableBytes() > room ? next.readRetainedSlice(room) : buffers.remove());
    }
    return true;
  }

  void release() {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
    together = null;
  }
}
