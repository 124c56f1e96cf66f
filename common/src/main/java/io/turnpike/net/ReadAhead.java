package io.turnpike.net;

import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a socket had received before anybody could take it; small, on the heap. Belongs to one
/// loop.
final class ReadAhead {
  /// Of a request that somebody sends at once; the kernel keeps the rest.
  static final int MOST_BYTES = 2048;

  private static final FastThreadLocal<ByteBuffer> READ =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(MOST_BYTES);
        }
      };

  private final byte[] bytes;

  private ReadAhead(byte[] bytes) {
    this.bytes = bytes;
  }

  /// What is there now; `null` when that is nothing, or the end.
  static @Nullable ReadAhead of(PlainSocket socket) throws IOException {
    ByteBuffer read = READ.get();
    int count = socket.receive(read);
    if (count <= 0) {
      return null;
    }
    byte[] bytes = new byte[count];
    read.get(0, bytes);
    return new ReadAhead(bytes);
  }

  /// Copies all of it to the beginning of `into`.
  ///
  /// @return how much that is
  int give(ByteBuffer into) {
    into.put(0, bytes);
    return bytes.length;
  }
}
