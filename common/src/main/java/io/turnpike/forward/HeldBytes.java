package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/// What was read from a socket and its stream does not take yet, or came from the stream before
/// there was a socket. Belongs to the socket's loop.
///
/// Mostly nothing, or the rest of one read; behind a FIN, all that the kernel still held, since the
/// transport then reads to the end whether reading is paused or not.
final class HeldBytes {
  private final Queue<ByteBuf> buffers = new ArrayDeque<>(1);

  boolean isEmpty() {
    return buffers.isEmpty();
  }

  /// Owns `bytes` from here on.
  void add(ByteBuf bytes) {
    buffers.add(bytes);
  }

  /// Sends what the stream takes now.
  ///
  /// @return whether nothing is left; if not, the stream tells when it takes more
  boolean sendTo(Pace stream) {
    for (ByteBuf next = buffers.peek(); next != null; next = buffers.peek()) {
      int room = stream.sendable();
      if (next.readableBytes() > room) {
        if (room > 0) {
          stream.send(next.readRetainedSlice(room));
          stream.sendable(); // asks to be told
        }
        return false;
      }
      stream.send(buffers.remove());
    }
    return true;
  }

  /// Gives them away, in order.
  void drainTo(Consumer<ByteBuf> owner) {
    for (ByteBuf next = buffers.poll(); next != null; next = buffers.poll()) {
      owner.accept(next);
    }
  }

  void release() {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
  }
}
